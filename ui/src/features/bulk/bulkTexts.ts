import { useTranslation } from "react-i18next";
import type { BulkRow, BulkSheet, FieldProblem, RecordFindingKind } from "../../api/bindings";
import type { Resources } from "../../i18n/resources";
import { operationById } from "../../state/catalogue";
import { fieldText } from "../../state/fieldText";

type FindingKind = keyof Resources["bulk"]["find"]["kind"];

/** What is wrong with a cell, in words. */
export function useFindingText(): (kind: string) => string {
  const { t, i18n } = useTranslation("bulk");
  return (kind) => t(`find.kind.${i18n.exists(`bulk:find.kind.${kind}`) ? (kind as FindingKind) : "other"}`);
}

/** What is wrong with a row, in words, with the number by which it was done before. */
export function useRowFaultText(): (fault: FieldProblem) => string {
  const { t } = useTranslation("bulk");
  const finding = useFindingText();
  return ({ fault, params: { number } }) =>
    number ? t("find.byNumber", { what: finding(fault), number }) : finding(fault);
}

/** The name of a field of the sheet's job. */
export function useFieldName(sheet: BulkSheet): (field: string) => string {
  const operation = operationById(sheet.matching?.operation ?? null);
  return (name) => {
    const field = operation?.fields.find((known) => known.name === name.split(".")[0]);
    return operation && field ? fieldText(operation, field, "label") : name;
  };
}

/** What the server's records say, in words. */
export function useRecordText(): (kind: RecordFindingKind) => string {
  const { t } = useTranslation("bulk");
  return (kind) => t(`dry.kind.${kind}`);
}

/** What the check says of a row, in words. */
export function useCheckText(sheet: BulkSheet): (row: BulkRow) => string {
  const { t } = useTranslation("bulk");
  const faultText = useRowFaultText();
  const fieldName = useFieldName(sheet);
  const recordText = useRecordText();
  return ({ leftOut, sameAs, faults, repaired, records }) => {
    switch (leftOut) {
      case "missing":
        return faults.map((fault) => `${fieldName(fault.field)}: ${faultText(fault)}`).join(". ") || t("left.missing");
      case "sameRow":
        return sameAs === null ? t("left.sameRowOnly") : t("left.sameRow", { line: sameAs });
      case "alreadySent":
      case "underWay":
      case "byHand":
        return t(`left.${leftOut}`);
      case null:
        break;
      default:
        return t("left.other");
    }
    const [found] = records?.findings ?? [];
    if (found) return `${fieldName(found.field)}: ${recordText(found.kind)}`;
    const [cell] = repaired;
    if (cell) return t("grid.repaired", { was: cell.was });
    return sheet.check ? t("grid.ready") : "";
  };
}
