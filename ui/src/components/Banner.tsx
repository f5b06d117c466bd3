import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import style from "./Banner.module.css";
import { type Drawing, Icon } from "./Icon";

export type BannerTone = "info" | "ok" | "warn" | "bad" | "live" | "mute";

const icons: Record<BannerTone, Drawing> = {
  info: IconInfoCircle,
  ok: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  live: IconAlertTriangle,
  mute: IconInfoCircle,
};

type Props = {
  tone: BannerTone;
  icon?: Drawing;
  children: ReactNode;
  /** Links or buttons at the end. */
  actions?: ReactNode;
  /** Read out when it appears. */
  role?: "alert" | "status";
};

export function Banner({ tone, icon = icons[tone], children, actions, role }: Props) {
  return (
    <div className={style.banner} data-tone={tone} role={role}>
      <span className={style.icon}>
        <Icon of={icon} />
      </span>
      <div className={style.text}>{children}</div>
      {actions && <div className={style.actions}>{actions}</div>}
    </div>
  );
}
