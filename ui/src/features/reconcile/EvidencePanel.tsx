import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Candidate, commands, type Evidence, type Look, type RequestRow } from "../../api/bindings";
import { useActing } from "../../api/useActing";
import { LazyConfirm } from "../../components/LazyConfirm";
import { ProblemNote } from "../../components/ProblemNote";
import { operationById, tellsRequest } from "../../state/catalogue";
import { useNow } from "../../state/clock";
import { useDates } from "../../state/dates";
import { Candidates } from "./Candidates";
import classes from "./evidence.module.css";
import { NumberByHand } from "./NumberByHand";

/** What is known of a request that may have arrived: where it was looked for, when, and what came of it. */
export function EvidencePanel({ row, evidence }: { row: RequestRow; evidence: Evidence }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const acting = useActing();
  const [chosen, setChosen] = useState<Candidate>();
  const open = row.state === "unknown" && !row.closed;
  const name = chosen?.number ?? chosen?.id ?? "";
  return (
    <section className={classes.evidence} aria-label={t("evidence.title")}>
      <h3>{t("evidence.title")}</h3>
      <p>{t("evidence.sent", { at: dates.long(evidence.sent) })}</p>
      {evidence.noList && (
        <p>{t(tellsRequest(operationById(row.operation)) ? "evidence.noList" : "evidence.noRequest")}</p>
      )}
      {evidence.looks.length > 0 && (
        <ol className={classes.looks} aria-label={t("evidence.looks")}>
          {evidence.looks.map((look) => (
            <LookLine key={look.at} look={look} />
          ))}
        </ol>
      )}
      {open && <NextLook evidence={evidence} />}
      {evidence.settled && <p>{t(`evidence.settled.${evidence.settled}`)}</p>}
      {evidence.candidates.length > 0 && (
        <Candidates candidates={evidence.candidates} onChoose={open ? setChosen : undefined} />
      )}
      {open && evidence.canCheckNumber && <NumberByHand row={row} onChoose={setChosen} />}
      {acting.problem && <ProblemNote problem={acting.problem} />}
      {chosen && (
        <LazyConfirm
          question={{
            title: t("evidence.askTitle", { name }),
            text: <p>{t("evidence.askText", { name })}</p>,
            keep: t("evidence.askKeep"),
            act: t("evidence.thisIsIt"),
          }}
          onNo={() => setChosen(undefined)}
          onYes={() => {
            setChosen(undefined);
            void acting.run(() => commands.reconcile.adopt(row.key, chosen.id));
          }}
        />
      )}
    </section>
  );
}

function LookLine({ look: { at, lists, compared, matched, problem } }: { look: Look }) {
  const { t } = useTranslation(["requests", "problems"]);
  const dates = useDates();
  const found = [
    t("requests:evidence.compared", { count: compared }),
    t("requests:evidence.matched", { count: matched }),
  ];
  return (
    <li>
      <time title={dates.long(at)}>{dates.seconds(at)}</time>
      <span>
        {lists.map((list, place) => (
          <span key={list}>
            {place > 0 && ", "}
            <bdi className="mono">{list}</bdi>
          </span>
        ))}
        {lists.length > 0 && ": "}
        {problem ? t(`problems:${problem.code}.title`) : found.join(", ")}
      </span>
    </li>
  );
}

function NextLook({ evidence: { nextLook, maySendAgain } }: { evidence: Evidence }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const now = useNow(1000);
  return (
    <p role="status">
      {maySendAgain && `${t("evidence.nothing")} `}
      {nextLook !== null &&
        (nextLook > now ? t("evidence.next", { span: dates.span(now, nextLook) }) : t("evidence.lookingNow"))}
    </p>
  );
}
