import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type DecideWhy, type Decision, type RequestRow } from "../../api/bindings";
import { outboxQuery, refreshField } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Identifier } from "../../components/Identifier";
import { StateLabel } from "../../components/labels/StateLabel";
import { Dialog } from "../../components/layers/Dialog";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { useDoubtWords, WaitText } from "../outbox/WaitText";
import classes from "./field.module.css";
import { fieldDayQuery } from "./queries";

const MAX_WAITING_SHOWN = 50;

/** Requests that need a decision, and below them the requests that still wait. */
export function DecisionSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["field", "common"]);
  const { connection } = useSnapshot();
  const { data: day } = useQuery(fieldDayQuery);
  const outbox = useQuery(outboxQuery(0, MAX_WAITING_SHOWN));
  const command = useCommand();
  const decisions = day?.decisions ?? [];
  const decided = new Set(decisions.map(({ row }) => row.key));
  const waiting = (outbox.data?.rows ?? []).filter((row) => row.connection === connection && leaves(row, decided));
  const act = async (run: () => Promise<unknown>) => {
    await command.run(run);
    await refreshField();
  };

  return (
    <Dialog onClose={onClose} withCloseButton={false} size={720}>
      <Modal.Title mb="sm">{t(decisions.length > 0 ? "field:sheet.decide" : "field:sheet.waiting")}</Modal.Title>
      {command.problem && <ProblemNote problem={command.problem} />}
      {decisions.length > 0 && (
        <ul className={classes.rows} aria-label={t("field:sheet.decide")}>
          {decisions.map((decision) => (
            <DecisionRow
              key={decision.row.key}
              decision={decision}
              busy={command.busy}
              onDecide={(send) => void act(() => commands.outbox.decide(decision.row.key, send))}
              onOpen={onClose}
            />
          ))}
        </ul>
      )}
      {decisions.length > 0 && waiting.length > 0 && <h2>{t("field:sheet.waiting")}</h2>}
      {waiting.length > 0 && (
        <ol className={classes.rows} aria-label={t("field:sheet.waiting")}>
          {waiting.map((row) => (
            <li key={row.key}>
              <RequestHeading row={row} />
              <p className={classes.small}>
                <WaitText row={row} />
              </p>
              {row.state !== "sending" && (
                <div className={classes.answers}>
                  <Button aria-disabled={command.busy} onClick={() => void act(() => commands.outbox.cancel(row.key))}>
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
    </Dialog>
  );
}

/** A held request is undone on the page, and one with an unknown outcome was sent already. */
const leaves = ({ key, state }: RequestRow, decided: ReadonlySet<string>) =>
  !decided.has(key) && (state === "queued" || state === "notSent" || state === "sending");

interface DecisionRowProps {
  decision: Decision;
  busy: boolean;
  onDecide: (send: boolean) => void;
  /** Called when the user follows the link to the request. */
  onOpen: () => void;
}

/**
 * A request that is not sent without a decision, with the reason. One that may have arrived can be opened, but not
 * sent from here.
 */
function DecisionRow({ decision: { row, why }, busy, onDecide, onOpen }: DecisionRowProps) {
  const { t } = useTranslation("field");
  return (
    <li>
      <RequestHeading row={row} />
      <p>
        <WhyText why={why} />
      </p>
      <div className={classes.answers}>
        <Button component={Link} to={`/requests/${row.key}`} onClick={onOpen}>
          {t("sheet.open")}
        </Button>
        {why.kind !== "unknown" && (
          <>
            <Button aria-disabled={busy} onClick={() => onDecide(false)}>
              {t("sheet.takeBack")}
            </Button>
            <Button aria-disabled={busy} variant="filled" onClick={() => onDecide(true)}>
              {t("sheet.sendAnyway")}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function WhyText({ why }: { why: DecideWhy }) {
  const { t } = useTranslation(["field", "common", "problems"]);
  const dates = useDates();
  const operationName = useOperationName();
  const doubtWords = useDoubtWords();
  switch (why.kind) {
    case "expired":
      return t("field:why.expired", { at: dates.short(why.since) });
    case "meanwhile": {
      const { created, user, number } = why.other;
      return t("field:why.meanwhile", {
        job: operationName(why.other),
        number: number ?? why.other.id ?? t("common:none"),
        at: created === null ? t("common:none") : dates.short(created),
        user: user ?? t("field:somebody"),
      });
    }
    case "changed": {
      const { text, before, after } = why;
      const said = (word: string | null) => word ?? t("field:why.nothing");
      return t("field:why.changed", { text, before: said(before), after: said(after) });
    }
    case "unread": {
      const named = why.lists.map(({ list: state, asOf }) => {
        const list = t(`field:why.list.${state as "COMPLETED"}`, { defaultValue: state });
        return asOf === null
          ? t("field:why.neverRead", { list })
          : t("field:why.lastRead", { list, at: dates.short(asOf) });
      });
      return (
        <>
          {why.problem && t(`problems:${why.problem.code}.title`)} {t("field:why.unread", { lists: named.join(", ") })}
        </>
      );
    }
    case "unknown":
      return t("field:why.unknown");
    case "doubt":
      return doubtWords(why.doubt);
  }
}

/** The operation, the identifiers, the time and the state of a request. */
function RequestHeading({ row }: { row: RequestRow }) {
  const operationName = useOperationName();
  const dates = useDates();
  return (
    <p className={classes.rowName}>
      <b>{operationName(row)}</b>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
      {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      {row.created !== null && <span>{dates.short(row.created)}</span>}
      <StateLabel state={row.state} text={row.stateText} pill />
    </p>
  );
}
