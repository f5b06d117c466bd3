// The report on a rejection as plain text.

import { useTranslation } from "react-i18next";
import type { Comparison, RejectedGroup, RequestDetail, Triage } from "../../api/bindings";
import { useDates } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { useConnection } from "../../state/snapshot";
import { providerName } from "../requests/table/columns";

type RejectionReportLine = readonly [name: string, value: string | null | undefined | false];

/** Whether a parameter may hold a PIN. Such parameters are in no report, even with a masked value. */
export const isPin = (parameter: string) => /pin(?![a-z])|pin_?code|password/i.test(parameter);

/**
 * Formats `Name: value` lines with an empty line between parts. Unknown values have no line; long values are indented.
 */
export function formatReport(parts: readonly (readonly RejectionReportLine[])[]): string {
  return parts
    .map((lines) => lines.flatMap(([name, value]) => (value ? [`${name}: ${indentValue(value.trim())}`] : [])))
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

const indentValue = (value: string) => (value.includes("\n") ? `\n  ${value.replaceAll("\n", "\n  ")}` : value);

interface ReportedRejection {
  detail: RequestDetail;
  comparison: Comparison | undefined;
  marks: Triage | undefined;
  group: RejectedGroup | undefined;
}

/** Returns a function that writes the report on a rejection for support staff. It contains no PIN and no token. */
export function useRejectionReport(): (of: ReportedRejection) => string {
  const { t } = useTranslation(["rejected", "states", "requests"]);
  const dates = useDates();
  const connection = useConnection();
  const jobName = useOperationName();
  return ({ detail: { row, errorDescription }, comparison, marks, group }) => {
    const at = (instant: number | null) => instant !== null && `${dates.long(instant)} ${dates.zone}`;
    const differences = (comparison?.rows ?? []).filter(({ differs, name }) => differs && !isPin(name));
    const parameters = (comparison?.rows ?? []).filter(({ name }) => !isPin(name));
    const worked = comparison?.worked;
    return formatReport([
      [
        [t("rejected:report.request"), [row.number, jobName(row)].filter(Boolean).join(" ")],
        [t("rejected:report.state"), t(`states:${row.state}`)],
        [t("rejected:report.server"), connection && `${connection.name}, ${connection.serverUrl}`],
        [t("requests:fact.provider"), `${providerName(row.provider)} ${row.requestType ?? ""}`.trim()],
        [t("requests:fact.card"), row.smartcard],
        [t("requests:fact.box"), row.setTopBox],
        [t("requests:fact.service"), row.service],
        [t("requests:fact.subscription"), row.subscription],
        [t("requests:fact.created"), at(row.created)],
        [t("requests:fact.createdBy"), row.user],
        [t("requests:fact.updated"), at(row.updated)],
      ],
      [
        [t("requests:code"), row.errorCode],
        [t("rejected:report.answer"), errorDescription ?? row.errorText],
        [t("rejected:report.cause"), group?.knowledge.title],
        [t("rejected:nextStep"), group?.knowledge.nextStep],
      ],
      worked
        ? [
            [t("rejected:report.worked"), [worked.number, at(worked.created)].filter(Boolean).join(", ")],
            ...differences.map(({ name, worked: before, now }): [string, string] => [
              name,
              t("rejected:report.changed", { before: before ?? "–", now: now ?? "–" }),
            ]),
          ]
        : parameters.map(({ name, now }): [string, string | null] => [name, now]),
      (comparison?.retries ?? []).map((retry): [string, string] => [
        t("rejected:report.retry"),
        [retry.number, t(`states:${retry.state}`), at(retry.created)].filter(Boolean).join(", "),
      ]),
      [
        [t("rejected:report.assignee"), marks?.assignee],
        [t("rejected:report.note"), marks?.note],
      ],
    ]);
  };
}
