import { Modal, type ModalProps } from "@mantine/core";
import { useLayer } from "./layers";

/**
 * A modal dialog. Esc closes it while it is the top layer. The control with `data-autofocus` has the focus at first, and
 * at the beginning of each step that names one (`focus.ts`).
 */
export function Dialog({ onClose, ...props }: Omit<ModalProps, "opened" | "closeOnEscape" | "returnFocus">) {
  useLayer(onClose);
  return <Modal opened onClose={onClose} closeOnEscape={false} returnFocus={false} {...props} />;
}
