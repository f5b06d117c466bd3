import { Button, Modal, Progress } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Merged } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import classes from "../../../components/Confirm.module.css";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { importing } from "../../../state/uiState";
import { refuseEnters } from "../../scanner/ignoreRepeatedEnter";
import type { ReadFile, SharedFile } from "./sharedFiles";

/** Asks before a file is imported, and lists its changes. */
export function ImportDialog({ looked, onAnswer }: { looked: ReadFile; onAnswer: SharedFile["onAnswer"] }) {
  const { t } = useTranslation("knowledge");
  const { summary, name } = looked;
  const command = useCommand();
  const [taking, setTaking] = useState(false);
  const progress = importing.use();
  const mergedText = useMergedText();
  const some = summary.new + summary.changed + summary.older > 0;

  function cancel() {
    void commands.rejected.stopImport().catch(() => undefined);
    // A running import resolves with the part that was imported.
    if (!taking) onAnswer();
  }
  async function take() {
    importing.set(null);
    setTaking(true);
    const merged = await command.run(() => commands.rejected.takeImport(summary.id));
    setTaking(false);
    if (!merged) return;
    refuseEnters();
    onAnswer(mergedText(merged));
  }
  const lines = [
    t("import.new", { count: summary.new }),
    t("import.changed", { count: summary.changed }),
    t("import.older", { count: summary.older }),
    t("import.same", { count: summary.same }),
  ];
  const done = progress?.id === summary.id ? progress : undefined;
  return (
    <Dialog onClose={cancel} withCloseButton={false} closeOnClickOutside={false}>
      <Modal.Title mb="sm">{t("import.title", { name })}</Modal.Title>
      <div className={classes.text}>
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
          {summary.dismissals.map(({ by, count }) => (
            <li key={`by ${by}`}>
              <b>{by === "" ? t("import.dismissedByNobody", { count }) : t("import.dismissed", { count, by })}</b>
            </li>
          ))}
          {summary.leftOut.map(({ why, count }) => (
            <li key={why}>{t(`import.leftOut.${why}`, { count })}</li>
          ))}
        </ul>
        <p>{some ? t("import.undoNote") : t("import.nothing")}</p>
        {taking && (
          <Progress.Root>
            <Progress.Section
              aria-label={t("import.taking")}
              value={done && done.of > 0 ? (100 * done.done) / done.of : 0}
            />
          </Progress.Root>
        )}
        {command.problem && <ProblemNote problem={command.problem} />}
      </div>
      <div className={classes.answers}>
        <Button data-autofocus onClick={cancel}>
          {taking ? t("import.stop") : t("import.cancel")}
        </Button>
        <Button variant="filled" disabled={!some} loading={taking} onClick={() => void take()}>
          {t("import.take")}
        </Button>
      </div>
    </Dialog>
  );
}

/** `12 taken, 3 kept, 1 conflict`: zero counts are left out, except the first. */
function useMergedText(): (merged: Merged) => string {
  const { t } = useTranslation("knowledge");
  return ({ taken, kept, conflicts, left }) =>
    [
      t("taken", { count: taken }),
      kept > 0 && t("kept", { count: kept }),
      conflicts > 0 && t("conflicts", { count: conflicts }),
      left > 0 && t("left", { count: left }),
    ]
      .filter(Boolean)
      .join(", ");
}
