import { useTranslation } from "react-i18next";
import { commands, type ExportFormat, type HistoryFilter } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { useDates } from "../../state/dates";
import { exporting } from "../../state/uiState";
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
    let name = "";
    try {
      const purpose = format === "csv" ? "historyCsv" : "historyXlsx";
      const file = await commands.window.chooseFile(purpose, `${t("fileName", { day })}.${format}`);
      if (file === null) return;
      ({ name } = file);
      exporting.set({ name, rows: 0, of: total, done: false, problem: null });
      await commands.history.exportHistory(file.handle, {
        filter,
        format,
        headings: HEADINGS.map((column) => t(`column.${column}`)),
        jobWords: texts.jobs(),
        stateWords: texts.states(),
        withdrawnWord: t("takenBack"),
        removedWord: t("countsOnly"),
      });
    } catch (reason) {
      exporting.set({ name, rows: 0, of: total, done: false, problem: asProblem(reason) });
    }
  };
}
