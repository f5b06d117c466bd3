import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Problem, RequestDetail } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { ProblemNote } from "../../../components/ProblemNote";
import { answerNamesRequest, operationById } from "../../../state/catalogue";
import { useCauses } from "../../../state/causes";
import { isCountingDown } from "../../../state/uiState";
import { WaitText } from "../../outbox/WaitText";
import classes from "../requests.module.css";
import { Disclosure } from "./Disclosure";

/** The reasons for the state of a request, and the next steps. */
export function RequestNotes({ detail, className }: { detail: RequestDetail; className?: string }) {
  const { t } = useTranslation(["requests", "states"]);
  const { row, problem } = detail;
  const unwatched = answerNamesRequest(operationById(row.operation)) ? "unwatched" : "untold";
  return (
    <div className={className}>
      {row.state === "rejected" && <Rejection detail={detail} />}
      {row.state === "unknown" ? (
        <UnknownOutcome problem={problem} closed={row.closed} />
      ) : (
        problem && <ProblemNote problem={problem} role="status" />
      )}
      {row.waitsFor && !isCountingDown(row) && (
        <Banner tone="mute" role="status">
          <WaitText row={row} />
        </Banner>
      )}
      {row.unwatched && (
        <Banner tone="mute" role="status">
          <b>{t(`requests:${unwatched}.title`)}</b> {t(`requests:${unwatched}.next`)}
        </Banner>
      )}
    </div>
  );
}

/** Not a `ProblemNote`: its usual advice, to try again, would be wrong for an unknown outcome. */
function UnknownOutcome({ problem, closed }: { problem: Problem | null; closed: boolean }) {
  const { t } = useTranslation(["requests", "problems"]);
  const words = [problem?.message, problem?.detail].filter(Boolean).join("\n");
  return (
    <Banner tone="warn" role="status">
      <b>{t("requests:unknown.title")}</b> {problem && t(`problems:${problem.code}.title`)}{" "}
      {t(closed ? "requests:unknown.closed" : "requests:unknown.next")}
      {words && <pre className={classes.paneWords}>{words}</pre>}
    </Banner>
  );
}

/** The cause in plain words, and the answer of the CA system: its most informative line, and on request all of it. */
function Rejection({ detail: { row, errorDescription } }: { detail: RequestDetail }) {
  const { t } = useTranslation("requests");
  const cause = useCauses()(row);
  const line = row.errorText ?? row.errorCode ?? t("noReason");
  const rest = errorDescription && errorDescription.trim() !== line.trim() ? errorDescription : null;
  return (
    // The outcome is announced with its reason when it comes.
    <Banner tone="bad">
      <b>
        <bdi>{cause?.title ?? line}</bdi>
      </b>
      {cause?.title && (
        <div>
          <bdi className="mono">{line}</bdi>
        </div>
      )}
      {row.errorCode && row.errorCode !== line && (
        <div>
          {t("code")} <bdi className="mono">{row.errorCode}</bdi>
        </div>
      )}
      {cause && (
        <Link to="/rejected" search={{ group: cause.id }}>
          {cause.open > 1 ? t("sameCause", { count: cause.open }) : t("openCause")}
        </Link>
      )}
      {rest && (
        <Disclosure title={t("allWords")} className={classes.rest}>
          <pre dir="ltr">{rest}</pre>
        </Disclosure>
      )}
    </Banner>
  );
}
