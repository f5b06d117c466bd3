import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "../../components/Kbd";
import { Dialog } from "../../components/layers/Dialog";
import { RichText } from "../../components/RichText";
import { confirmationText, type Operation, operationText } from "../../state/catalogue";
import classes from "./operations.module.css";

interface ConfirmOperationProps {
  operation: Operation;
  card: string;
  onKeep: () => void;
  onConfirm: () => void;
}

/**
 * Asks before an operation is sent. Typing the end of the card's number requires reading it, which a second Enter
 * would not.
 */
export function ConfirmOperation(asked: ConfirmOperationProps) {
  const { t } = useTranslation(["forms", "operations"]);
  return (
    <Dialog onClose={asked.onKeep} withCloseButton={false} described>
      {/* The modal's own header would be a second banner of the page. */}
      <Modal.Title mb="sm">
        <RichText text={t(confirmationText(asked.operation, "title"), { card: asked.card })} />
      </Modal.Title>
      <Confirmation {...asked} />
    </Dialog>
  );
}

function Confirmation({ operation, card, onKeep, onConfirm }: ConfirmOperationProps) {
  const { t } = useTranslation(["forms", "operations"]);
  const [text, setText] = useState("");
  const [tried, setTried] = useState(false);
  const end = card.trim().slice(-4);
  const right = text.trim() === end && end !== "";
  return (
    <form
      className={classes.confirmation}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (right) onConfirm();
        else setTried(true);
      }}
    >
      <p className={classes.quiet}>{t(confirmationText(operation, "text"))}</p>
      <TextInput
        data-autofocus
        name="confirmation"
        dir="ltr"
        label={t("forms:confirm.type", { count: end.length })}
        error={tried && !right && t("forms:confirm.wrong", { count: end.length })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.answers}>
        <Button onClick={onKeep} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {t(confirmationText(operation, "keep"))}
        </Button>
        <Button
          type="submit"
          color="red"
          variant="filled"
          data-disabled={right ? undefined : true}
          aria-disabled={!right}
        >
          {t(operationText(operation.id, "button"))}
        </Button>
      </div>
    </form>
  );
}
