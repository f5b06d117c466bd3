import { Modal, type ModalProps } from "@mantine/core";
import { LiveRegion } from "../live/LiveRegion";
import { useLayer } from "./layers";

interface DialogProps extends Omit<ModalProps, "opened" | "closeOnEscape" | "returnFocus"> {
  /** Its text is short, and read out as its description. */
  described?: boolean;
}

/**
 * A modal dialog. Esc closes it while it is the top layer. The control with `data-autofocus` has the focus at first, and
 * at the beginning of each step that names one (`focus.ts`).
 */
export function Dialog({ onClose, described = false, children, ...props }: DialogProps) {
  useLayer(onClose);
  return (
    <Modal
      opened
      onClose={onClose}
      closeOnEscape={false}
      returnFocus={false}
      attributes={described ? undefined : { body: UNDESCRIBED }}
      {...props}
    >
      {children}
      <LiveRegion />
    </Modal>
  );
}

/** The body without the id by which the dialog refers to all of its text as its description. */
export const UNDESCRIBED = { id: undefined };
