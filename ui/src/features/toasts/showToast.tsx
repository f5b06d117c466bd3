import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { RequestRow } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { type Drawing, Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./toasts.module.css";

interface Toast {
  /** A toast with the same id is not shown twice. */
  id?: string;
  message: ReactNode;
  role?: "status" | "alert";
  /** Milliseconds; `false`: until it is closed. */
  autoClose?: number | false;
  /** The name of the close button; without it there is none. */
  closeLabel?: string;
  onClose?: () => void;
}

export function showToast({ role = "status", autoClose = 10_000, closeLabel, ...toast }: Toast) {
  notifications.show({
    ...toast,
    role,
    autoClose,
    withCloseButton: closeLabel !== undefined,
    closeButtonProps: { "aria-label": closeLabel },
    classNames: { root: classes.toast, body: classes.body, description: classes.description },
  });
}

interface ToastBodyProps {
  tone: string;
  icon: Drawing;
  title: ReactNode;
  action?: ReactNode;
  detail?: string;
  /** The detail is a file name: left to right, and whole in its tooltip. */
  isFile?: boolean;
  /** Below the detail, such as a progress bar. */
  children?: ReactNode;
}

/** The layout of all toasts: icon, title and action in one line, the detail below. */
export function ToastBody({ tone, icon, title, action = <span />, detail, isFile, children }: ToastBodyProps) {
  return (
    <div className={classes.grid} data-tone={tone}>
      <Icon of={icon} />
      <span className={classes.title}>{title}</span>
      {action}
      {detail !== undefined && (
        <bdi className={classes.sub} {...(isFile && { dir: "ltr", title: detail })}>
          {detail}
        </bdi>
      )}
      {children}
    </div>
  );
}

/** Confirms an action whose result is not visible on the page, such as a saved file. */
export function showDone(title: string, fileName: string) {
  showToast({ message: <ToastBody tone="ok" icon={IconCircleCheck} title={title} detail={fileName} isFile /> });
}

/** Shows a problem that belongs to no page, such as a failed action of a toast. */
export function showProblem(reason: unknown) {
  showToast({ message: <ProblemNote problem={asProblem(reason)} role="status" />, role: "alert" });
}

/** The identifiers of a request, for the detail line of its toast. */
export const subjectOf = (row: RequestRow) =>
  [row.smartcard, row.setTopBox, row.service, row.subscription].filter(Boolean).join(" · ");
