import type { ComponentProps } from "react";
import { type Drawing, Icon } from "./Icon";
import classes from "./IconButton.module.css";

/** A button without words: `label` is its name and its tooltip. */
export function IconButton({
  icon,
  label,
  className,
  ...rest
}: { icon: Drawing; label: string } & ComponentProps<"button">) {
  return (
    <button type="button" className={`${classes.button} ${className ?? ""}`} aria-label={label} title={label} {...rest}>
      <Icon of={icon} />
    </button>
  );
}
