import type { ReactNode } from "react";
import { type Drawing, Icon } from "../Icon";
import classes from "./Tag.module.css";

interface TagProps {
  tone: "mute" | "ok" | "warn" | "bad" | "accent";
  icon?: Drawing;
  /** An outline only: for a source, not for a state. */
  plain?: boolean;
  title?: string;
  children: ReactNode;
}

/** A label of one or two words: a colour, and its meaning in words. */
export function Tag({ tone, icon, plain, title, children }: TagProps) {
  return (
    <span className={classes.tag} data-tone={tone} data-plain={plain || undefined} title={title}>
      {icon && <Icon of={icon} size={12} />}
      {children}
    </span>
  );
}
