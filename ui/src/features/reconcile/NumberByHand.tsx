import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Candidate, commands, type RequestRow } from "../../api/bindings";
import { useActing } from "../../api/useActing";
import { ProblemNote } from "../../components/ProblemNote";
import { Candidates } from "./Candidates";
import classes from "./evidence.module.css";

/** The server has no list of these requests, but shows one whose number is known: looked up in CRM.COM, typed here. */
export function NumberByHand({ row, onChoose }: { row: RequestRow; onChoose: (candidate: Candidate) => void }) {
  const { t } = useTranslation("requests");
  const { busy, problem, run } = useActing();
  const [number, setNumber] = useState("");
  const [found, setFound] = useState<Candidate>();
  return (
    <>
      <form
        className={classes.byHand}
        onSubmit={(event) => {
          event.preventDefault();
          if (number.trim() === "") return;
          setFound(undefined);
          void run(() => commands.reconcile.checkNumber(row.key, number.trim())).then(setFound);
        }}
      >
        <TextInput
          name="number"
          dir="ltr"
          label={t("evidence.number")}
          value={number}
          onChange={(event) => setNumber(event.currentTarget.value)}
        />
        <Button type="submit" aria-disabled={busy || number.trim() === ""}>
          {t("evidence.check")}
        </Button>
      </form>
      {problem && <ProblemNote problem={problem} />}
      {found && <Candidates candidates={[found]} onChoose={onChoose} />}
    </>
  );
}
