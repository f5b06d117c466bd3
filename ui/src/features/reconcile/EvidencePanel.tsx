import { Button, TextInput, VisuallyHidden } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Candidate,
  commands,
  type Evidence,
  type Look,
  type Parameter,
  type RequestRow,
} from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Identifier } from "../../components/Identifier";
import { LazyConfirm } from "../../components/LazyConfirm";
import { StateLabel } from "../../components/labels/StateLabel";
import { Status } from "../../components/live/Status";
import { ProblemNote } from "../../components/ProblemNote";
import { answerNamesRequest, operationById } from "../../state/catalogue";
import { useDates, useNow } from "../../state/dates";
import { EntityNumber, kindOfParameter } from "../entities/EntityNumbers";
import classes from "./reconcile.module.css";

/** The evidence on a request with unknown outcome: the searches, their times and their results. */
export function EvidencePanel({ row, evidence }: { row: RequestRow; evidence: Evidence }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const command = useCommand();
  const [chosen, setChosen] = useState<Candidate>();
  const open = row.state === "unknown" && !row.closed;
  const name = chosen?.number ?? chosen?.id ?? "";
  return (
    <section className={classes.evidence} aria-label={t("evidence.title")}>
      <h3>{t("evidence.title")}</h3>
      <p>{t("evidence.sent", { at: dates.long(evidence.sent) })}</p>
      {evidence.noList && (
        <p>{t(answerNamesRequest(operationById(row.operation)) ? "evidence.noList" : "evidence.noRequest")}</p>
      )}
      {evidence.looks.length > 0 && (
        <ol className={classes.looks} aria-label={t("evidence.looks")}>
          {evidence.looks.map((look) => (
            <LookLine key={look.at} look={look} />
          ))}
        </ol>
      )}
      {open && <NextLook evidence={evidence} />}
      {evidence.settled && <p>{t(`evidence.settled.${evidence.settled}`, { name: row.number ?? row.id ?? "" })}</p>}
      {evidence.candidates.length > 0 && (
        <Candidates candidates={evidence.candidates} onChoose={open ? setChosen : undefined} />
      )}
      {open && evidence.canCheckNumber && <CheckNumberForm row={row} onChoose={setChosen} />}
      {command.problem && <ProblemNote problem={command.problem} />}
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
            void command.run(() => commands.reconcile.adopt(row.key, chosen.id));
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
        {problem ? `${t("requests:evidence.notRead")} ${t(`problems:${problem.code}.title`)}` : found.join(", ")}
      </span>
    </li>
  );
}

function NextLook({ evidence: { nextLook, maySendAgain } }: { evidence: Evidence }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const now = useNow(1000);
  return (
    <Status as="p">
      {maySendAgain && `${t("evidence.nothing")} `}
      {nextLook !== null &&
        (nextLook > now ? t("evidence.next", { span: dates.span(now, nextLook) }) : t("evidence.lookingNow"))}
    </Status>
  );
}

/** Not a parameter: the desk can no longer tell whether the request existed before. */
const KNOWN_BEFORE = "knownBefore";

interface CandidatesProps {
  candidates: readonly Candidate[];
  /** Takes a candidate as this request; absent once that is decided. */
  onChoose?: (candidate: Candidate) => void;
}

/** The candidates: requests of the server that may be this one, with the equal and the incomparable parameters. */
function Candidates({ candidates, onChoose }: CandidatesProps) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  return (
    <table className={classes.candidates} aria-label={t("evidence.candidates")}>
      <thead>
        <tr>
          <th scope="col">{t("column.number")}</th>
          <th scope="col">{t("column.state")}</th>
          <th scope="col">{t("column.created")}</th>
          {onChoose && (
            <th scope="col">
              <VisuallyHidden>{t("evidence.thisIsIt")}</VisuallyHidden>
            </th>
          )}
        </tr>
      </thead>
      {candidates.map((one) => (
        <tbody key={one.id}>
          <tr>
            <td>
              <Identifier value={one.number ?? one.id} bare copy={false} />
            </td>
            <td>
              <StateLabel state={one.state} />
            </td>
            <td>
              {one.created === null ? "–" : <time title={dates.long(one.created)}>{dates.short(one.created)}</time>}
              {one.user && `, ${one.user}`}
            </td>
            {onChoose && (
              <td className={classes.choose}>
                <Button size="xs" onClick={() => onChoose(one)}>
                  {t("evidence.thisIsIt")} <VisuallyHidden>{one.number ?? one.id}</VisuallyHidden>
                </Button>
              </td>
            )}
          </tr>
          <tr className={classes.why}>
            <td colSpan={onChoose ? 4 : 3}>
              <Compared title={t("evidence.same")} parameters={one.same} />
              <Compared title={t("evidence.unsure")} parameters={one.unsure} />
            </td>
          </tr>
        </tbody>
      ))}
    </table>
  );
}

function Compared({ title, parameters }: { title: string; parameters: readonly Parameter[] }) {
  const { t } = useTranslation("requests");
  if (parameters.length === 0) return null;
  return (
    <p>
      {title}{" "}
      {parameters.map(({ name, value }, place) => (
        <span key={name}>
          {place > 0 && ", "}
          {name === KNOWN_BEFORE ? t("evidence.knownBefore") : <ComparedParameter name={name} value={value} />}
        </span>
      ))}
    </p>
  );
}

function ComparedParameter({ name, value }: Parameter) {
  const kind = kindOfParameter(name);
  if (kind === undefined || value === null) {
    return (
      <bdi className="mono">
        {name} {value}
      </bdi>
    );
  }
  return (
    <>
      <bdi className="mono">{name}</bdi> <EntityNumber kind={kind} text={value} copy={false} />
    </>
  );
}

/**
 * Checks one request by its number, which the user finds in CRM.COM: the server has no list of requests of this type.
 */
function CheckNumberForm({ row, onChoose }: { row: RequestRow; onChoose: (candidate: Candidate) => void }) {
  const { t } = useTranslation("requests");
  const { busy, problem, run } = useCommand();
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
