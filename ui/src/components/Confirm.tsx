import { Button, Modal } from "@mantine/core";
import type { ReactNode } from "react";
import classes from "./Confirm.module.css";
import { Kbd } from "./Kbd";
import { Dialog } from "./layers/Dialog";

export interface Question {
  title: string;
  /** The consequence and the risk, in plain words. */
  text: ReactNode;
  /** The safe answer, which has the focus. */
  keep: string;
  /** The other one. */
  act: string;
  /** It cannot be taken back. */
  risky?: boolean;
}

/** Asks before something that is hard to take back. Enter, Esc and a click beside it all mean no. */
export function Confirm({ question, onNo, onYes }: { question: Question; onNo: () => void; onYes: () => void }) {
  const { title, text, keep, act, risky } = question;
  return (
    <Dialog onClose={onNo} withCloseButton={false} described>
      {/* Not the dialog's own head, which would be a second banner of the page. */}
      <Modal.Title mb="sm">{title}</Modal.Title>
      <div className={classes.text}>{text}</div>
      <div className={classes.answers}>
        <Button data-autofocus onClick={onNo} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {keep}
        </Button>
        <Button variant="filled" color={risky ? "red" : undefined} onClick={onYes}>
          {act}
        </Button>
      </div>
    </Dialog>
  );
}
