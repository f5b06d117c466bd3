import { useTranslation } from "react-i18next";
import type { RequestDetail } from "../../../api/bindings";
import { Json, Payload } from "../../../components/Code";
import { CopyButton } from "../../../components/Identifier";
import { EvidencePanel } from "../../reconcile/EvidencePanel";
import classes from "../requests.module.css";
import { Parameters, RequestFacts } from "./RequestFacts";
import { RequestNotes } from "./RequestNotes";
import { RequestTimeline } from "./RequestTimeline";

/** Everything that is known about a request, what matters most first. */
export function RequestBody({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation("requests");
  const { row, request, response, body, path, raw, evidence } = detail;
  return (
    <div className={classes.paneBody}>
      <RequestNotes detail={detail} className={classes.notes} />
      {evidence && row.state === "unknown" && <EvidencePanel row={row} evidence={evidence} />}
      <section>
        <RequestFacts detail={detail} part="request" />
      </section>
      {detail.parameters.length > 0 && <Parameters parameters={detail.parameters} />}
      {(request || response) && (
        <section className={classes.payloads}>
          {request && <Sent title={t("sentToCa")} text={request} />}
          {response && <Sent title={t("answerOfCa")} text={response} />}
        </section>
      )}
      <section>
        <h3>{t("timeline")}</h3>
        <RequestTimeline detail={detail} last={row.state === "completed"} />
      </section>
      {evidence && row.state !== "unknown" && <EvidencePanel row={row} evidence={evidence} />}
      <section>
        <h3>{t("log")}</h3>
        <RequestFacts detail={detail} part="log" />
      </section>
      {body !== null && (
        <details>
          <summary>{t("whatWasSent")}</summary>
          <Json label={t("whatWasSent")} before={path ? `POST ${path}` : undefined} value={body} />
        </details>
      )}
      {raw !== null && (
        <details>
          <summary>{t("raw")}</summary>
          <Json label={t("raw")} value={raw} />
        </details>
      )}
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
