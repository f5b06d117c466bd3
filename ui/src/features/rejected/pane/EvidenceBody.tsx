import { useTranslation } from "react-i18next";
import type { Comparison, MarkVersion, Problem, RequestDetail } from "../../../api/bindings";
import { Payload } from "../../../components/Code";
import { CopyButton } from "../../../components/Identifier";
import { ProblemNote } from "../../../components/ProblemNote";
import { Facts } from "../../requests/pane/Facts";
import pane from "../../requests/pane/pane.module.css";
import { marksOf } from "../triage/marks";
import { NoteEditor } from "../triage/NoteEditor";
import { CardTimeline } from "./CardTimeline";
import { Compare } from "./Compare";
import classes from "./evidence.module.css";
import { MarkHistory } from "./MarkHistory";
import { Retries } from "./Retries";
import { Said } from "./Said";

interface EvidenceBodyProps {
  detail: RequestDetail;
  comparison: Comparison | undefined;
  /** Why there is no comparison. */
  uncompared: Problem | undefined;
  /** Every mark that it has or had. */
  history: MarkVersion[] | undefined;
}

/** What tells most about the cause comes first. */
export function EvidenceBody({ detail, comparison, uncompared, history }: EvidenceBodyProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const { row, request, response } = detail;
  return (
    <div className={`${pane.body} ${classes.body}`}>
      {uncompared && (
        <section>
          <ProblemNote problem={uncompared} role="status" />
        </section>
      )}
      {comparison && <Compare card={row.smartcard} comparison={comparison} />}
      <Said detail={detail} />
      {comparison && <Retries row={row} comparison={comparison} />}
      {history && <NoteEditor key={row.key} requestKey={row.key} kept={marksOf(history).note} />}
      {(request || response) && (
        <section className={pane.payloads}>
          {request && <Sent title={t("requests:sentToCa")} text={request} />}
          {response && <Sent title={t("requests:answerOfCa")} text={response} />}
        </section>
      )}
      {comparison && comparison.card.length > 0 && <CardTimeline row={row} card={comparison.card} />}
      <section>
        <h3>{t("requests:log")}</h3>
        <Facts detail={detail} part="request" />
        <Facts detail={detail} part="log" />
      </section>
      {history && history.length > 0 && <MarkHistory history={history} />}
    </div>
  );
}

function Sent({ title, text }: { title: string; text: string }) {
  return (
    <div>
      <h3>
        {title}
        <CopyButton value={text} name={title} />
      </h3>
      <Payload text={text} label={title} />
    </div>
  );
}
