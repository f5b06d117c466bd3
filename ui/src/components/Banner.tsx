import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import classes from "./Banner.module.css";
import { type Drawing, Icon } from "./Icon";
import { useAnnouncedElement } from "./live/announce";

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
  /** Announced when it appears, `alert` at once. It is no live region itself, or it would be read out twice. */
  role?: "alert" | "status";
};

export function Banner({ tone, icon = icons[tone], children, actions, role }: BannerProps) {
  const text = useRef<HTMLDivElement>(null);
  useAnnouncedElement(text, role === undefined ? undefined : role === "alert");
  return (
    <div className={classes.banner} data-tone={tone}>
      <span className={classes.icon}>
        <Icon of={icon} />
      </span>
      <div ref={text} className={classes.text}>
        {children}
      </div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
