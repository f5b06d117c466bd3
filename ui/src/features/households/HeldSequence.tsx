import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { useNow } from "../../state/dates";
import { holdsShownByPage } from "../../state/uiState";
import { useUndoable } from "../../state/undoStack";
import classes from "./household.module.css";
import { refreshHouseholds } from "./queries";

interface HeldSequenceProps {
  /** The first request of the sequence, in its undo hold. */
  first: RequestRow;
  onUndone: () => void;
}

/** The undo hold of a sequence, in the place of its toast: what is taken back are all its requests. */
export function HeldSequence({ first, onUndone }: HeldSequenceProps) {
  const { t } = useTranslation("household");
  const now = useNow(200);
  const command = useCommand({ refresh: refreshHouseholds });
  const undo = () =>
    void command.run(async () => {
      await commands.outbox.undo(first.key);
      onUndone();
    });
  useUndoable(first.created ?? 0, undo);
  useEffect(() => {
    holdsShownByPage.set(true);
    return () => holdsShownByPage.set(false);
  }, []);
  const seconds = Math.max(0, Math.ceil(((first.heldUntil ?? now) - now) / 1000));
  return (
    <>
      {command.problem && <ProblemNote problem={command.problem} />}
      <div className={classes.answers}>
        <span aria-hidden>{t("sequence.leavesIn", { seconds })}</span>
        <Button
          size="xs"
          leftSection={<Icon of={IconArrowBackUp} size={14} />}
          rightSection={<Kbd keys="Ctrl+Z" />}
          aria-keyshortcuts="Control+Z"
          aria-disabled={command.busy}
          onClick={undo}
        >
          {t("sequence.undo")}
        </Button>
      </div>
    </>
  );
}
