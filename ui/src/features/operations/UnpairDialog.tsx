import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "../../components/Kbd";
import { Marked } from "../../components/Marked";
import classes from "./operations.module.css";

interface UnpairDialogProps {
  card: string;
  opened: boolean;
  onKeep: () => void;
  onUnpair: () => void;
}

/** Typing the end of the card's number takes a look at it, which a second Enter would not. */
export function UnpairDialog({ card, opened, onKeep, onUnpair }: UnpairDialogProps) {
  const { t } = useTranslation("forms");
  return (
    <Modal opened={opened} onClose={onKeep} withCloseButton={false}>
      {/* Not the dialog's own head, which would be a second banner of the page. */}
      <Modal.Title mb="sm">
        <Marked text={t("unpair.title", { card })} />
      </Modal.Title>
      <Confirmation card={card} onKeep={onKeep} onUnpair={onUnpair} />
    </Modal>
  );
}

/** Mounted with the dialog, so that each asking starts empty. */
function Confirmation({ card, onKeep, onUnpair }: Omit<UnpairDialogProps, "opened">) {
  const { t } = useTranslation("forms");
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
        if (right) onUnpair();
        else setTried(true);
      }}
    >
      <p className={classes.quiet}>{t("unpair.text")}</p>
      <TextInput
        data-autofocus
        name="confirmation"
        dir="ltr"
        label={t("unpair.type", { count: end.length })}
        error={tried && !right && t("unpair.wrong", { count: end.length })}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.answers}>
        <Button onClick={onKeep} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {t("unpair.keep")}
        </Button>
        <Button
          type="submit"
          color="red"
          variant="filled"
          data-disabled={right ? undefined : true}
          aria-disabled={!right}
        >
          {t("unpair.unpair")}
        </Button>
      </div>
    </form>
  );
}
