import type { ReactNode } from "react";
import { type Drawing, Icon } from "./Icon";
import classes from "./Tag.module.css";

interface TagProps {
  tone: "mute" | "ok" | "warn" | "bad" | "accent";
  icon?: Drawing;
  /** Only a line round it: it says where something comes from, not how it stands. */
  plain?: boolean;
  title?: string;
  children: ReactNode;
}

/** A word or two that belong to a thing: a colour, and what the colour means in words. */
export function Tag({ tone, icon, plain, title, children }: TagProps) {
  return (
    <span className={classes.tag} data-tone={tone} data-plain={plain || undefined} title={title}>
      {icon && <Icon of={icon} size={12} />}
      {children}
    </span>
  );
}
