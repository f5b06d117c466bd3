import { Textarea } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./evidence.module.css";
import type { Mark } from "./useMarking";

export const LONGEST_NOTE = 2000;

interface NoteEditorProps {
  requestKey: string;
  /** As it is kept now. */
  kept: string | null;
  onMark: Mark;
}

/** Kept when the field is left. What is being typed is not overwritten by what is read meanwhile. */
export function NoteEditor({ requestKey, kept, onMark }: NoteEditorProps) {
  const { t } = useTranslation("rejected");
  const [text, setText] = useState(kept ?? "");
  const [base, setBase] = useState(kept ?? "");
  const [state, setState] = useState<"idle" | "kept" | "failed">("idle");
  const changed = text !== base;
  useEffect(() => {
    // Changed elsewhere, such as for several at once: shown unless somebody is typing here.
    if (!changed && (kept ?? "") !== base) {
      setText(kept ?? "");
      setBase(kept ?? "");
    }
  }, [kept, base, changed]);

  async function keep() {
    if (!changed) return;
    const view = { group: null, show: "open", from: null, assignee: null, text: null } as const;
    const done = await onMark({ all: false, keys: [requestKey], view }, { mark: "note", text: text.trim() || null });
    setState(done ? "kept" : "failed");
    if (done) setBase(text);
  }
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
      <p className={classes.kept} role="status">
        {state === "failed"
          ? t("noteFailed")
          : changed
            ? t("noteUnsaved")
            : t(state === "kept" ? "noteKept" : "onlyHere")}
      </p>
    </section>
  );
}
