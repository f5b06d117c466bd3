import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { Icon } from "./Icon";
import classes from "./Reason.module.css";

/** The reason why a control is disabled, and the alternative. The control's `aria-describedby` names its id. */
export function Reason({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <span id={id} className={classes.reason}>
      <Icon of={IconInfoCircle} size={14} />
      <span>{children}</span>
    </span>
  );
}
