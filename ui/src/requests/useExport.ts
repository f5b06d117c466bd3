import { useTranslation } from "react-i18next";
import { useDates } from "../desk/dates";
import { exporting } from "../desk/exporting";
import { type ColumnLayout, commands, type ExportFormat } from "../host/bindings";
import { asProblem } from "../host/problem";
import { useCells } from "./cells";
import { shownOf } from "./layout";
import type { Asked } from "./useWindows";

/** Asks for a file and has the desk write it: what is shown, or some of it by its keys. A toast tells how it goes. */
export function useExport({ asked, layout }: { asked: Asked; layout: readonly ColumnLayout[] }) {
  const { t } = useTranslation("requests");
  const cells = useCells();
  const dates = useDates();
  return async (format: ExportFormat, total: number, keys: string[] = []) => {
    const day = dates.wallClock(Date.now()).slice(0, 10);
    let name = "";
    try {
      const purpose = format === "csv" ? "requestsCsv" : "requestsXlsx";
      const file = await commands.chooseFile(purpose, `${t("fileName", { day })}.${format}`);
      if (file === null) return;
      ({ name } = file);
      exporting.set({ name, rows: 0, of: total, done: false, problem: null });
      const columns = shownOf(layout).map(({ column }) => ({ column, heading: cells.heading(column) }));
      await commands.exportRequests(file.handle, { ...asked, keys, columns, stateWords: cells.states, format });
    } catch (reason) {
      exporting.set({ name, rows: 0, of: total, done: false, problem: asProblem(reason) });
    }
  };
}
