import { SegmentedControl } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { BatchView, BulkFilter, BulkSheet } from "../../../api/bindings";
import { useFieldName, useFindingText, useRecordText } from "../bulkTexts";
import classes from "./grid.module.css";

interface RowFilterProps {
  sheet: BulkSheet;
  batch: BatchView | undefined;
  filter: BulkFilter;
  total: number;
  onFilter: (filter: BulkFilter) => void;
}

/** The rows of a sheet that are shown, each choice with how many there are. */
export const RowFilter = memo(function RowFilter({ sheet, batch, filter, total, onFilter }: RowFilterProps) {
  const { t } = useTranslation("bulk");
  const finding = useFindingText();
  const record = useRecordText();
  const fieldName = useFieldName(sheet);
  const { check } = sheet;
  const bad = batch ? batch.rejected + batch.failed + batch.unknown : 0;
  const found = (what: string) => t("grid.finding", { what, count: total });
  const data = [
    { value: "all", label: t("grid.all", { count: sheet.rows }) },
    ...(batch
      ? [
          { value: "ready", label: t("grid.readyRows", { count: batch.ready }) },
          { value: "leftOut", label: t("grid.leftOut", { count: batch.leftOut }) },
        ]
      : []),
    ...(check && check.repaired > 0
      ? [{ value: "repaired", label: t("grid.repairedRows", { count: check.repaired }) }]
      : []),
    ...(bad > 0 ? [{ value: "failed", label: t("grid.failed", { count: bad }) }] : []),
    ...(filter.show === "dryRun"
      ? [{ value: "dryRun", label: found(`${fieldName(filter.field)}: ${record(filter.kind)}`) }]
      : []),
    ...(filter.show === "finding"
      ? [{ value: "finding", label: found(`${fieldName(filter.field)}: ${finding(filter.kind)}`) }]
      : []),
  ];
  const value = filter.show === "part" ? filter.part : filter.show;
  return (
    <div className={classes.filter}>
      <SegmentedControl
        size="xs"
        aria-label={t("grid.show")}
        data={data}
        value={data.some((choice) => choice.value === value) ? value : "all"}
        onChange={(chosen) => {
          if (chosen === "repaired") onFilter({ show: "repaired" });
          else if (chosen !== "finding" && chosen !== "dryRun") onFilter({ show: "part", part: chosen as "all" });
        }}
      />
    </div>
  );
});
