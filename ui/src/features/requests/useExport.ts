import { useTranslation } from "react-i18next";
import { type ColumnLayout, commands, type ExportFormat } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { useDates } from "../../state/dates";
import { exporting } from "../../state/exporting";
import { useCells } from "./table/cells";
import { shownOf } from "./table/layout";
import type { Asked } from "./table/useWindows";

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
      const file = await commands.window.chooseFile(purpose, `${t("fileName", { day })}.${format}`);
      if (file === null) return;
      ({ name } = file);
      exporting.set({ name, rows: 0, of: total, done: false, problem: null });
      const columns = shownOf(layout).map(({ column }) => ({ column, heading: cells.heading(column) }));
      await commands.requests.exportRequests(file.handle, {
        ...asked,
        keys,
        columns,
        stateWords: cells.states,
        format,
      });
    } catch (reason) {
      exporting.set({ name, rows: 0, of: total, done: false, problem: asProblem(reason) });
    }
  };
}
