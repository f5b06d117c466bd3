import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./Banner.module.css";
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

type BannerProps = {
  tone: BannerTone;
  icon?: Drawing;
  children: ReactNode;
  /** Links or buttons at the end. */
  actions?: ReactNode;
  /** Read out when it appears. */
  role?: "alert" | "status";
};

export function Banner({ tone, icon = icons[tone], children, actions, role }: BannerProps) {
  return (
    <div className={classes.banner} data-tone={tone} role={role}>
      <span className={classes.icon}>
        <Icon of={icon} />
      </span>
      <div className={classes.text}>{children}</div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
