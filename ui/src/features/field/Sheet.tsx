import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../api/bindings";
import { outboxQuery, refreshField } from "../../api/queries";
import { useActing } from "../../api/useActing";
import { useReturnFocus } from "../../components/focus";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { WaitText } from "../outbox/WaitText";
import { DecisionRow } from "./DecisionRow";
import classes from "./field.module.css";
import lists from "./jobs/lists.module.css";
import { fieldDayQuery } from "./queries";
import { RowName } from "./RowName";

const SHOWN = 50;

/** What does not leave by itself any more, and below it what will. */
export function Sheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["field", "common"]);
  const { connection } = useSnapshot();
  const { data: day } = useQuery(fieldDayQuery);
  const outbox = useQuery(outboxQuery(0, SHOWN));
  const acting = useActing();
  useReturnFocus();
  const decisions = day?.decisions ?? [];
  const decided = new Set(decisions.map(({ row }) => row.key));
  const waiting = (outbox.data?.rows ?? []).filter((row) => row.connection === connection && leaves(row, decided));
  const act = async (run: () => Promise<unknown>) => {
    await acting.run(run);
    await refreshField();
  };

  return (
    <Modal opened onClose={onClose} withCloseButton={false} size={720}>
      <Modal.Title mb="sm">{t(decisions.length > 0 ? "field:sheet.decide" : "field:sheet.waiting")}</Modal.Title>
      {acting.problem && <ProblemNote problem={acting.problem} />}
      {decisions.length > 0 && (
        <ul className={lists.rows} aria-label={t("field:sheet.decide")}>
          {decisions.map((decision) => (
            <DecisionRow
              key={decision.row.key}
              decision={decision}
              busy={acting.busy}
              onDecide={(send) => void act(() => commands.outbox.decide(decision.row.key, send))}
              onOpen={onClose}
            />
          ))}
        </ul>
      )}
      {decisions.length > 0 && waiting.length > 0 && <h2>{t("field:sheet.waiting")}</h2>}
      {waiting.length > 0 && (
        <ol className={lists.rows} aria-label={t("field:sheet.waiting")}>
          {waiting.map((row) => (
            <li key={row.key}>
              <RowName row={row} />
              <p className={classes.small}>
                <WaitText row={row} />
              </p>
              {row.state !== "sending" && (
                <div className={classes.answers}>
                  <Button aria-disabled={acting.busy} onClick={() => void act(() => commands.outbox.cancel(row.key))}>
                    {t("field:sheet.takeBack")}
                  </Button>
                </div>
              )}
            </li>
          ))}
        </ol>
      )}
      {decisions.length === 0 && waiting.length === 0 && <p>{t("field:sheet.nothing")}</p>}
      <div className={classes.answers}>
        <Button data-autofocus onClick={onClose}>
          {t("common:close")}
        </Button>
      </div>
    </Modal>
  );
}

/** One in its hold can be undone on the page, and one whose outcome is unknown has left. */
const leaves = ({ key, state }: RequestRow, decided: ReadonlySet<string>) =>
  !decided.has(key) && (state === "queued" || state === "notSent" || state === "sending");
