import { useTranslation } from "react-i18next";
import type { BulkSheet, SheetMatching } from "../../../api/bindings";
import { type Operation, operationText } from "../../../state/catalogue";
import { choiceText, fieldText } from "../../../state/fieldText";
import classes from "./columns.module.css";
import { columnName, knownOf } from "./matching";

interface MatchingSummaryProps {
  sheet: BulkSheet;
  matching: SheetMatching;
  operation: Operation;
}

/** In one line: the job, the column of each field, and the values without a column. */
export function MatchingSummary({ sheet, matching, operation }: MatchingSummaryProps) {
  const { t } = useTranslation(["bulk", "operations"]);
  const is = (name: string, value: (field: Operation["fields"][0]) => string) => {
    const field = operation.fields.find((one) => one.name === name);
    return field ? [t("bulk:match.fieldIs", { field: fieldText(operation, field, "label"), value: value(field) })] : [];
  };
  const columns = sheet.columns.flatMap((column, at) => {
    const field = operation.fields.find(({ name }) => name === matching.columns[at]);
    if (!field) return [];
    return [t("bulk:match.is", { column: columnName(column), field: fieldText(operation, field, "label") })];
  });
  const unused = sheet.columns.length - columns.length;
  const parts = [
    ...columns,
    ...Object.entries(matching.fixed).flatMap(([name, value]) => is(name, (field) => choiceText(field, value))),
    ...matching.known.flatMap((name) =>
      is(name, (field) => t(knownOf(field) === "set-top-box" ? "bulk:match.fromPairing" : "bulk:match.fromKnown")),
    ),
    ...(unused > 0 ? [t("bulk:match.notUsedCount", { count: unused })] : []),
  ];
  return (
    <span className={classes.summary}>
      <b>{t(operationText(operation.id, "title"))}</b> <bdi>{parts.join(" · ")}</bdi>
    </span>
  );
}
