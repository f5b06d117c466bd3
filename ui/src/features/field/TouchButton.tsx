import { Link, type LinkProps } from "@tanstack/react-router";
import type { ComponentProps, ReactNode } from "react";
import { type Drawing, Icon } from "../../components/Icon";
import classes from "./field.module.css";

type TouchContent = { icon?: Drawing; mirrors?: boolean; children: ReactNode; note?: string };

function TouchFace({ icon, mirrors, children, note }: TouchContent) {
  return (
    <>
      {icon && <Icon of={icon} size={24} className={mirrors ? "icon-mirrors" : undefined} />}
      <span className={classes.words}>
        {children}
        {note && <span className={classes.small}>{note}</span>}
      </span>
    </>
  );
}

/** A large button. `off` disables it but keeps it in the tab order; its note states the reason. */
export function TouchButton({
  icon,
  mirrors,
  note,
  off = false,
  children,
  onClick,
  className,
  ...rest
}: TouchContent & { off?: boolean } & ComponentProps<"button">) {
  return (
    <button
      type="button"
      className={`${classes.touch} ${className ?? ""}`}
      aria-disabled={off || undefined}
      onClick={off ? undefined : onClick}
      {...rest}
    >
      <TouchFace icon={icon} mirrors={mirrors} note={note}>
        {children}
      </TouchFace>
    </button>
  );
}

/** A link that looks like a `TouchButton`. Without children it needs a `label`. */
export function TouchLink({
  icon,
  mirrors,
  note,
  label,
  keys,
  children,
  ...to
}: Omit<TouchContent, "children"> & { label?: string; keys?: string; children?: ReactNode } & Omit<
    LinkProps,
    "children"
  >) {
  return (
    <Link
      className={classes.touch}
      data-square={children ? undefined : true}
      aria-label={label}
      aria-keyshortcuts={keys}
      {...to}
    >
      {children ? (
        <TouchFace icon={icon} mirrors={mirrors} note={note}>
          {children}
        </TouchFace>
      ) : (
        icon && <Icon of={icon} size={24} className={mirrors ? "icon-mirrors" : undefined} />
      )}
    </Link>
  );
}
