import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import {
  type BatchPart,
  type BatchView,
  type BulkSheet,
  commands,
  type ExportFormat,
  type RequestState,
} from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { stateLook } from "../../components/labels/StateLabel";
import { Panel } from "../../components/Panel";
import { i18next } from "../../i18n/i18n";
import { exportFile } from "../../state/uiState";
import classes from "./bulk.module.css";

const HEADINGS = ["state", "number", "reason", "reference", "time"] as const;

/** Saves the sheet with the outcome of each row. */
export function ReportPanel({ sheet, batch }: { sheet: BulkSheet; batch: BatchView }) {
  const { t } = useTranslation("bulk");
  const save = useSaveReport(sheet);
  const failed = batch.rejected + batch.failed + batch.unknown;
  const button = (part: BatchPart, format: ExportFormat, off: boolean) => (
    <Button
      leftSection={<Icon of={IconDownload} size={14} />}
      disabled={off}
      onClick={() => void save(part, format, part === "failed" ? failed : sheet.rows)}
    >
      {t(part === "failed" ? "report.failed" : "report.all")} ({format.toUpperCase()})
    </Button>
  );
  return (
    <Panel title={t("report.title")}>
      <div className={classes.pad}>
        <p className={classes.quiet}>{t("report.about")}</p>
        <div className={classes.tools}>
          {button("all", "xlsx", false)}
          {button("all", "csv", false)}
          {button("failed", "xlsx", failed === 0)}
        </div>
      </div>
    </Panel>
  );
}

/** Asks for a file name and writes the report. A toast shows the progress. */
function useSaveReport(sheet: BulkSheet) {
  const { t } = useTranslation(["bulk", "states"]);
  return async (part: BatchPart, format: ExportFormat, rows: number) => {
    const base = (sheet.name || t("bulk:pasted")).replace(/\.[a-z]+$/i, "");
    const states = Object.keys(stateLook) as RequestState[];
    await exportFile({
      purpose: format === "csv" ? "bulkReportCsv" : "bulkReportXlsx",
      proposed: `${t("bulk:report.file", { name: base })}.${format}`,
      rows,
      write: (handle) =>
        commands.bulk.exportBulkReport(handle, {
          id: sheet.id,
          format,
          part,
          headings: HEADINGS.map((column) => t(`bulk:report.${column}`)),
          stateWords: Object.fromEntries(states.map((state) => [state, t(`states:${state}`)])),
          leftOutWords: {
            missing: t("bulk:left.missing"),
            alreadySent: t("bulk:left.alreadySent"),
            underWay: t("bulk:left.underWay"),
            sameRow: t("bulk:left.sameRowOnly"),
            byHand: t("bulk:left.byHand"),
          },
          faultWords: i18next.t("bulk:find.kind", { returnObjects: true }) as Record<string, string>,
          readyWord: t("bulk:report.waiting"),
        }),
    });
  };
}
