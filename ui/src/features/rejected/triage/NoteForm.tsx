import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./actions.module.css";
import { LONGEST_NOTE } from "./NoteEditor";

/** One note for all of them; an empty one takes theirs away. */
export function NoteForm({ count, onNote }: { count: number; onNote: (text: string | null) => void }) {
  const { t } = useTranslation("rejected");
  const [text, setText] = useState("");
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        onNote(text.trim() || null);
      }}
    >
      <Textarea
        data-autofocus
        name="note"
        label={t("noteHead", { count })}
        description={t("noteReplaces")}
        rows={3}
        maxLength={LONGEST_NOTE}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div className={classes.answers}>
        <Button size="xs" type="submit" variant="filled">
          {t(text.trim() === "" ? "noteRemove" : "noteDo")}
        </Button>
      </div>
    </form>
  );
}
