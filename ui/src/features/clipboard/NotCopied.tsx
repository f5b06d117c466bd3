import { Button, Modal, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Kbd } from "../../components/Kbd";
import { Dialog } from "../../components/layers/Dialog";
import { notCopied } from "../../state/clipboard";
import classes from "./clipboard.module.css";

/** Shown when copying failed: the text, selected, to be copied by hand. */
export function NotCopied({ text, why }: { text: string; why: string }) {
  const { t } = useTranslation();
  const close = () => notCopied.set(null);
  return (
    <Dialog onClose={close} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">{t("notCopied")}</Modal.Title>
      <p className={classes.how}>{t("copyByHand")}</p>
      <Textarea
        aria-label={t("toCopy")}
        classNames={{ input: classes.text }}
        rows={8}
        readOnly
        data-autofocus
        value={text}
        onFocus={(event) => event.currentTarget.select()}
      />
      {why && (
        <p className={classes.why} dir="auto">
          {why}
        </p>
      )}
      <div className={classes.answers}>
        <Button onClick={close} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {t("close")}
        </Button>
      </div>
    </Dialog>
  );
}
