import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import classes from "./actions.module.css";

const USUAL = ["done", "wrong", "test"] as const;

/** Why nothing will be done: a reason is asked for, because the next one who looks wants to know it. */
export function DismissForm({ count, onDismiss }: { count: number; onDismiss: (reason: string) => void }) {
  const { t } = useTranslation("rejected");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const given = reason.trim();
  return (
    <form
      className={classes.fields}
      onSubmit={(event) => {
        event.preventDefault();
        if (given === "") setTried(true);
        else onDismiss(given);
      }}
    >
      <Textarea
        data-autofocus
        name="reason"
        label={t("dismissHead", { count })}
        placeholder={t("dismissExample")}
        rows={2}
        maxLength={500}
        error={tried && given === "" && t("dismissNoReason")}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
      <div className={classes.row}>
        {USUAL.map((usual) => (
          <Button key={usual} size="xs" onClick={() => onDismiss(t(`reason.${usual}`))}>
            {t(`reason.${usual}`)}
          </Button>
        ))}
      </div>
      <div className={classes.answers}>
        <Button
          size="xs"
          type="submit"
          variant="filled"
          data-disabled={given === "" || undefined}
          aria-disabled={given === ""}
        >
          {t("dismissDo")}
        </Button>
      </div>
    </form>
  );
}
