import { useTranslation } from "react-i18next";
import { commands, type ExportFormat, type HistoryFilter } from "../../api/bindings";
import { useDates } from "../../state/dates";
import { exportFile } from "../../state/uiState";
import { useHistoryTexts } from "./historyTexts";

const HEADINGS = [
  "at",
  "user",
  "job",
  "detail",
  "number",
  "smartcard",
  "setTopBox",
  "service",
  "subscription",
  "outcome",
  "requests",
] as const;

/** Asks for a file name and exports all entries that a filter finds. A toast shows the progress. */
export function useExportHistory(filter: HistoryFilter) {
  const { t } = useTranslation("history");
  const dates = useDates();
  const texts = useHistoryTexts();
  return async (format: ExportFormat, total: number) => {
    const day = dates.wallClock(Date.now()).slice(0, 10);
    await exportFile({
      purpose: format === "csv" ? "historyCsv" : "historyXlsx",
      proposed: `${t("fileName", { day })}.${format}`,
      rows: total,
      write: (handle) =>
        commands.history.exportHistory(handle, {
          filter,
          format,
          headings: HEADINGS.map((column) => t(`column.${column}`)),
          jobWords: texts.jobs(),
          stateWords: texts.states(),
          withdrawnWord: t("takenBack"),
          removedWord: t("countsOnly"),
        }),
    });
  };
}
