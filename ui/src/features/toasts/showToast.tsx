import { notifications, notificationsStore } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { type ReactNode, useId, useRef } from "react";
import type { RequestRow } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { type Drawing, Icon } from "../../components/Icon";
import { useAnnouncedElement } from "../../components/live/announce";
import { ProblemNote } from "../../components/ProblemNote";
import { i18next } from "../../i18n/i18n";
import classes from "./toasts.module.css";

interface Toast {
  /** A toast with the same id is not shown twice. */
  id?: string;
  message: ReactNode;
  /** Milliseconds; `false`: until it is closed. */
  autoClose?: number | false;
  /** The name of the close button; without it there is none. */
  closeLabel?: string;
  onClose?: () => void;
}

export function showToast({ autoClose = 10_000, closeLabel, ...toast }: Toast) {
  notifications.show({
    ...toast,
    // Its content has the name, and is announced.
    role: "presentation",
    autoClose,
    withCloseButton: closeLabel !== undefined,
    closeButtonProps: {
      "aria-label": closeLabel,
      title: closeLabel && i18next.t("shell:closeAll", { close: closeLabel }),
    },
    classNames: { root: classes.toast, body: classes.body, description: classes.description },
  });
}

/** Closes all toasts that can be closed: those of held requests, and of a file that is being written, stay. */
export function closeToasts() {
  const { notifications: shown, queue } = notificationsStore.getState();
  for (const { id, withCloseButton, autoClose } of [...queue, ...shown]) {
    if (id !== undefined && (withCloseButton || autoClose !== false)) notifications.hide(id);
  }
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
  /** What the toast is about is announced elsewhere. */
  silent?: boolean;
}

/** The layout of all toasts: icon, title and action in one line, the detail below. */
export function ToastBody({ tone, icon, title, action = <span />, detail, isFile, children, silent }: ToastBodyProps) {
  const id = useId();
  const name = useRef<HTMLSpanElement>(null);
  useAnnouncedElement(name, silent ? undefined : false);
  return (
    // biome-ignore lint/a11y/useSemanticElements: not a set of inputs
    <div className={classes.grid} data-tone={tone} role="group" aria-labelledby={id}>
      <Icon of={icon} />
      <span ref={name} id={id} className={classes.title}>
        {title}
      </span>
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
  showToast({ message: <ProblemNote problem={asProblem(reason)} /> });
}

/** The identifiers of a request, for the detail line of its toast. */
export const subjectOf = (row: RequestRow) =>
  [row.smartcard, row.setTopBox, row.service, row.subscription].filter(Boolean).join(" · ");
