import { IconInfoCircle } from "@tabler/icons-react";
import type { ReactNode } from "react";
import classes from "./DisabledReason.module.css";
import { Icon } from "./Icon";

/** The reason why a control is disabled, and the alternative. The control's `aria-describedby` names its id. */
export function DisabledReason({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <span id={id} className={classes.reason}>
      <Icon of={IconInfoCircle} size={14} />
      <span>{children}</span>
    </span>
  );
}
