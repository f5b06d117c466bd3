import { Textarea } from "@mantine/core";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../../api/bindings";
import { allOpen, refreshRejected } from "../../../api/queries";
import { Status } from "../../../components/live/Status";
import { addUndoable } from "../../../state/undoStack";
import { showProblem } from "../../toasts/showToast";
import { useFilledForm } from "../../updates/filledForms";
import classes from "../rejected.module.css";

export const LONGEST_NOTE = 2000;

interface NoteEditorProps {
  requestKey: string;
  /** The saved note. */
  kept: string | null;
}

/** Saves the note when the field loses the focus. Typed text is not overwritten by newer answers. */
export function NoteEditor({ requestKey, kept }: NoteEditorProps) {
  const { t } = useTranslation("rejected");
  const [text, setText] = useState(kept ?? "");
  const [base, setBase] = useState(kept ?? "");
  const [state, setState] = useState<"idle" | "kept" | "failed">("idle");
  const changed = text !== base;
  useFilledForm(changed);
  useEffect(() => {
    // Changed elsewhere, such as for several requests at once: shown unless the user is typing here.
    if (!changed && (kept ?? "") !== base) {
      setText(kept ?? "");
      setBase(kept ?? "");
    }
  }, [kept, base, changed]);

  async function keep() {
    if (!changed) return;
    const marks = (note: string) =>
      commands.rejected.mark(
        { all: false, keys: [requestKey], view: allOpen },
        { mark: "note", text: note.trim() || null },
      );
    try {
      await marks(text);
      addUndoable(() => void marks(base).then(refreshRejected, showProblem));
      setBase(text);
      setState("kept");
      await refreshRejected();
    } catch {
      // The typed text stays in the field.
      setState("failed");
    }
  }
  // A pane that closes fires no blur event.
  const left = useEffectEvent(() => void keep());
  useEffect(() => () => left(), []);
  return (
    <section>
      <Textarea
        name="note"
        label={t("noteLabel")}
        rows={3}
        maxLength={LONGEST_NOTE}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          setState("idle");
        }}
        onBlur={() => void keep()}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            event.stopPropagation();
            void keep();
          }
        }}
      />
      <Status as="p" className={classes.kept}>
        {state === "failed"
          ? t("noteFailed")
          : changed
            ? t("noteUnsaved")
            : t(state === "kept" ? "noteKept" : "onlyHere")}
      </Status>
    </section>
  );
}
