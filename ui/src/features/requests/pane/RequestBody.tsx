import { useTranslation } from "react-i18next";
import type { RequestDetail } from "../../../api/bindings";
import { Json } from "../../../components/Code";
import { EvidencePanel } from "../../reconcile/EvidencePanel";
import classes from "../requests.module.css";
import { PaneBody, Payloads } from "./Pane";
import { Parameters, RequestFacts } from "./RequestFacts";
import { RequestNotes } from "./RequestNotes";
import { RequestTimeline } from "./RequestTimeline";

/** All details of a request, the most important first. */
export function RequestBody({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation("requests");
  const { row, body, path, raw, evidence } = detail;
  return (
    <PaneBody>
      <RequestNotes detail={detail} className={classes.notes} />
      {evidence && row.state === "unknown" && <EvidencePanel row={row} evidence={evidence} />}
      <section>
        <RequestFacts detail={detail} part="request" />
      </section>
      {detail.parameters.length > 0 && <Parameters parameters={detail.parameters} />}
      <Payloads detail={detail} />
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
    </PaneBody>
  );
}
