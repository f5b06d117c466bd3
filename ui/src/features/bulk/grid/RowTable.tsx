import { IconTableOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, type BulkFilter, type BulkSheet, commands } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { EmptyState } from "../../../components/EmptyState";
import { ProblemNote } from "../../../components/ProblemNote";
import { SlowSkeleton } from "../../../components/SlowSkeleton";
import { useStableCallback } from "../../../components/useStableCallback";
import { createStore } from "../../../state/createStore";
import { RowDialog } from "../RowDialog";
import { useBulkRows, useBulkSelection } from "../useBulk";
import { RowFilter } from "./RowFilter";
import { RowFooter, SelectionFooter, type ShownRange } from "./RowFooter";
import { SheetGrid } from "./SheetGrid";
import { useFollowing } from "./useFollowing";

interface RowTableProps {
  sheet: BulkSheet;
  batch: BatchView | undefined;
  filter: BulkFilter;
  onFilter: (filter: BulkFilter) => void;
  onAct: (call: () => Promise<BulkSheet>) => Promise<unknown>;
}

/** Rows are read in this step, and as many before and after those on the screen. */
const READ_STEP = 50;

/** The rows of a sheet: their cells as they are now, what the check says, and what became of their requests. */
export function RowTable({ sheet, batch, filter, onFilter, onAct }: RowTableProps) {
  const { t } = useTranslation("bulk");
  // The footer alone follows each scrolled row; the page is drawn again when others are to be read.
  const [range] = useState(() => createStore<ShownRange>([0, 0]));
  const [read, setRead] = useState<readonly [number, number]>([0, 0]);
  const rows = useBulkRows(sheet.id, filter, batch, read);
  const { head, total, loaded } = rows;
  const [opened, setOpened] = useState<number>();
  const onRange = useStableCallback((first: number, last: number) => {
    range.set([first, last]);
    const from = Math.max(0, (Math.floor(first / READ_STEP) - 1) * READ_STEP);
    const to = Math.min(total, (Math.floor(last / READ_STEP) + 2) * READ_STEP) - 1;
    setRead((before) => (before[0] === from && before[1] === to ? before : [from, to]));
  });
  const onOpen = useStableCallback((key: string) => setOpened(Number(key)));
  const started = batch !== undefined && batch.state !== "planned";
  const selection = useBulkSelection(sheet.id, filter, rows);
  const selectable = sheet.check !== null && !started;
  const following = useFollowing(batch, filter, loaded);
  const onLeave = useStableCallback(() => following?.setFollows(false));
  const onExclude = (excluded: boolean) =>
    void onAct(() => commands.bulk.excludeBulkRows(sheet.id, selection.selection, excluded)).then(selection.clear);
  const open = [...loaded.values()].find(({ place }) => place === opened);
  return (
    <>
      <RowFilter sheet={sheet} batch={batch} filter={filter} total={total} onFilter={onFilter} />
      {head.error && <ProblemNote problem={asProblem(head.error)} role="status" />}
      {head.isPending ? (
        <SlowSkeleton rows={14} />
      ) : total === 0 ? (
        <EmptyState icon={IconTableOff} title={t("grid.noRows")} />
      ) : (
        <>
          <SheetGrid
            sheet={sheet}
            started={started}
            view={filter}
            rows={rows}
            selection={selectable ? selection : undefined}
            follow={following?.follows ? { place: following.place, onLeave } : undefined}
            onOpen={onOpen}
            onRange={onRange}
          />
          {selection.count > 0 && selectable ? (
            <SelectionFooter sheet={sheet} selection={selection} onExclude={onExclude} />
          ) : (
            <RowFooter total={total} range={range} selectable={selectable} following={following} />
          )}
        </>
      )}
      {open && (
        <RowDialog
          key={open.place}
          sheet={sheet}
          row={open}
          started={started}
          onAct={onAct}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}
