// The cells and headings as text, for the clipboard and for exports.

import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { RequestColumn, RequestRow } from "../../../api/bindings";
import { type Dates, useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { shownOf } from "../../../table/columnLayout";
import { STATES } from "../filters/requestsView";
import type { RequestLayout } from "./columns";

/** Removes tabs and line breaks, which separate cells, and defuses texts that a spreadsheet would run as formulas. */
const plain = (text: string) => text.replace(/[\t\r\n]+/g, " ").replace(/^(?=[=+\-@])/, "'");

export function useCells() {
  const { t } = useTranslation(["requests", "states"]);
  const jobName = useOperationName();
  const dates = useDates();
  return useMemo(() => {
    const heading = (column: RequestColumn) => t(`requests:column.${column}`);
    const text = (column: Exclude<RequestColumn, "error">, row: RequestRow) => {
      if (column === "requestType") return jobName(row);
      if (column === "state") return row.state === "other" && row.stateText ? row.stateText : t(`states:${row.state}`);
      return textOf(column, row, dates);
    };
    return {
      heading,
      states: Object.fromEntries(STATES.map((state) => [state, t(`states:${state}`)])),
      /** Tab-separated, as spreadsheets paste it. */
      table(layout: RequestLayout, rows: readonly RequestRow[], causes: Record<string, string>) {
        const columns = shownOf(layout).map(({ column }) => column);
        const cell = (column: RequestColumn, row: RequestRow) =>
          column === "error" ? errorOf(row, causes) : text(column, row);
        const lines = rows.map((row) => columns.map((column) => plain(cell(column, row))).join("\t"));
        return [columns.map(heading).join("\t"), ...lines].join("\n");
      },
    };
  }, [t, jobName, dates]);
}

export type Cells = ReturnType<typeof useCells>;

/** The cause in plain words, where it is known, and the words of the CA system. */
function errorOf({ group, errorText, errorCode }: RequestRow, causes: Record<string, string>): string {
  const said = errorText ?? errorCode ?? "";
  const cause = group === null ? undefined : causes[group];
  return cause && said ? `${cause} (${said})` : (cause ?? said);
}

function textOf(
  column: Exclude<RequestColumn, "requestType" | "state" | "error">,
  row: RequestRow,
  dates: Dates,
): string {
  switch (column) {
    case "created":
    case "updated": {
      const at = row[column];
      return at === null ? "" : dates.wallClock(at).replace("T", " ");
    }
    default:
      return row[column] ?? "";
  }
}
