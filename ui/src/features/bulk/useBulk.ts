import { keepPreviousData, queryOptions, skipToken, useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import {
  type BatchView,
  type BulkFilter,
  type BulkRow,
  type BulkSelection,
  type BulkSheet,
  commands,
  type SheetProgress,
} from "../../api/bindings";
import { coalesce, onDesk } from "../../api/events";
import { queryClient } from "../../api/queries";
import { batchQuery, settledOf, takeBatch } from "../../state/batches";
import { sheetChecks } from "../../state/sheetChecks";
import { useRowSelection } from "../../table/useRowSelection";
import { readRange, useWindowedRows } from "../../table/useWindowedRows";

export const sheetsQuery = queryOptions({ queryKey: ["bulk", "sheets"], queryFn: () => commands.bulk.bulkSheets() });

export const sheetQuery = (id: string) =>
  queryOptions({ queryKey: ["bulk", "sheet", id], queryFn: async () => remember(await commands.bulk.bulkSheet(id)) });

/** Stores a sheet from the answer of a command, so that all parts of the page show it at once. */
export function takeSheet(sheet: BulkSheet): BulkSheet {
  const { queryKey } = sheetQuery(sheet.id);
  queryClient.setQueryData(queryKey, remember(sheet));
  // An answer that is on its way is older.
  if (queryClient.isFetching({ queryKey }) > 0) void queryClient.invalidateQueries({ queryKey });
  void queryClient.invalidateQueries({ queryKey: ["bulk", "rows", sheet.id] });
  void queryClient.invalidateQueries({ queryKey: ["bulk", "dryRun", sheet.id] });
  void queryClient.invalidateQueries({ queryKey: sheetsQuery.queryKey });
  return sheet;
}

function remember(sheet: BulkSheet): BulkSheet {
  if (sheet.check) takeBatch(sheet.check.batch);
  return sheet;
}

/** The batch of a sheet, as its events say. */
export function useSheetBatch(sheet: BulkSheet | undefined): BatchView | undefined {
  const id = sheet?.check ? sheet.id : undefined;
  const { data } = useQuery(id ? batchQuery(id) : { queryKey: ["batch"], queryFn: skipToken });
  return data ?? sheet?.check?.batch;
}

const keyOf = ({ place }: BulkRow) => `${place}`;

/** The state of each sheet's batch for which its rows were read last. */
const readFor = new Map<string, string>();

/** Reads the rows of a sheet again as its batch proceeds; those on the screen stay until the new ones are there. */
function useProceedingRows(id: string, batch: BatchView | undefined) {
  const change = batch ? `${batch.state} ${batch.sent} ${settledOf(batch)}` : "";
  const [readAgain] = useState(() => coalesce(() => queryClient.invalidateQueries({ queryKey: ["bulk", "rows", id] })));
  useEffect(() => {
    const before = readFor.get(id);
    readFor.set(id, change);
    if (before !== undefined && before !== change) readAgain();
  }, [id, change, readAgain]);
}

/** Reads the rows of a sheet in windows. */
export function useBulkRows(
  id: string,
  filter: BulkFilter,
  batch: BatchView | undefined,
  range: readonly [number, number],
) {
  useProceedingRows(id, batch);
  const windows = useWindowedRows({
    windowAt: (offset) =>
      queryOptions({
        queryKey: ["bulk", "rows", id, filter, offset],
        queryFn: () => commands.bulk.bulkRows(id, filter, offset, 100),
        placeholderData: offset === 0 ? keepPreviousData : undefined,
      }),
    keyOf,
    range,
  });
  return { ...windows, total: windows.head.data?.total ?? 0 };
}

export type BulkRowsRead = ReturnType<typeof useBulkRows>;

/** The selected rows of a sheet, and the selection that an action is for. */
export function useBulkSelection(id: string, filter: BulkFilter, rows: BulkRowsRead) {
  const { current, ...selection } = useRowSelection({
    shown: JSON.stringify([id, filter]),
    total: rows.total,
    rows,
    read: async (first, last) => {
      const read = (offset: number, limit: number) => commands.bulk.bulkRows(id, filter, offset, limit);
      return (await readRange({ read, first, last })).map(keyOf);
    },
  });
  const chosen: BulkSelection = { all: current.all, places: [...current.keys].map(Number), filter };
  return { ...selection, selection: chosen };
}

export type BulkSelectionState = ReturnType<typeof useBulkSelection>;

/** The progress of reading a file, while a command reads it. */
export function useReadProgress(busy: boolean): SheetProgress | undefined {
  const [progress, setProgress] = useState<SheetProgress>();
  useEffect(() => {
    if (!busy) return;
    const stop = onDesk((event) => {
      if (event.kind === "sheet" && !event.progress.checking) setProgress(event.progress);
    });
    return () => {
      stop();
      setProgress(undefined);
    };
  }, [busy]);
  return progress;
}

/** The progress of a check of a sheet's rows; `own`: a command of this page began it, and its answer is the sheet. */
export function useCheckProgress(id: string, own: boolean): SheetProgress | undefined {
  const progress = sheetChecks.use().get(id);
  const another = progress !== undefined && !own;
  // What is known of the sheet is from before a check that began elsewhere.
  useEffect(() => {
    if (another) void queryClient.invalidateQueries({ queryKey: sheetQuery(id).queryKey });
  }, [another, id]);
  return progress;
}
