import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "./Icon";
import classes from "./Reason.module.css";

/** Why something cannot be done, and what to do instead. Point `aria-describedby` at its id. */
export function Reason({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <span id={id} className={classes.reason}>
      <Icon of={IconInfoCircle} size={14} />
      <span>{children}</span>
    </span>
  );
}
