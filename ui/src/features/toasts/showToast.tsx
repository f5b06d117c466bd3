import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import type { RequestRow } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./toasts.module.css";

/** Something was done that shows nowhere on the page. `detail` is what it was done to, such as a file. */
export function showDone(title: string, detail: string) {
  notifications.show({
    message: (
      <div className={classes.grid} data-tone="ok">
        <Icon of={IconCircleCheck} />
        <span className={classes.title}>{title}</span>
        <span />
        <bdi className={classes.sub} dir="ltr" title={detail}>
          {detail}
        </bdi>
      </div>
    ),
    role: "status",
    autoClose: 10_000,
    withCloseButton: false,
    classNames: { root: classes.toast, body: classes.body, description: classes.description },
  });
}

/** Where an action of a toast failed there is no page to show it on. */
export function showProblem(reason: unknown) {
  notifications.show({
    message: <ProblemNote problem={asProblem(reason)} role="status" />,
    autoClose: 10_000,
    withCloseButton: false,
    classNames: { root: classes.toast, body: classes.body, description: classes.description },
  });
}

/** What a request is about, in its identifiers. */
export const subjectOf = (row: RequestRow) =>
  [row.smartcard, row.setTopBox, row.service, row.subscription].filter(Boolean).join(" · ");
