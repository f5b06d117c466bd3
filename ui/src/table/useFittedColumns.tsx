import { useElementSize } from "@mantine/hooks";
import { type ReactNode, useMemo } from "react";
import type { ColumnSet, ColumnSetting } from "./columnLayout";
import { fitted, longestOf } from "./fittedColumns";
import { CHECKBOX_WIDTH } from "./useRowHeight";

/** Pixels, see `base.css`: a long list has one beside its rows. */
const SCROLLBAR_WIDTH = 10;

interface FittedColumns<R, C extends string> {
  layout: readonly ColumnSetting<C>[];
  /** The same object in every render. */
  columns: ColumnSet<C>;
  /** The columns of identifiers, which are never cut; the same array in every render. */
  identifiers: readonly C[];
  loaded: ReadonlyMap<number, R>;
  /** The same function in every render. */
  textOf: (row: R, column: C) => string | null;
}

/** Lays out the columns of a grid in the width that it has. */
export function useFittedColumns<R, C extends string>({
  layout,
  columns,
  identifiers,
  loaded,
  textOf,
}: FittedColumns<R, C>) {
  const { ref, width } = useElementSize<HTMLDivElement>();
  const longest = useMemo(() => longestOf(loaded.values(), identifiers, textOf), [loaded, identifiers, textOf]);
  const room = width === 0 ? undefined : width - CHECKBOX_WIDTH - SCROLLBAR_WIDTH;
  const shown = useMemo(() => fitted(layout, columns, longest, room), [layout, columns, longest, room]);
  // From the first width that the user sets, each column has its own, and the last one takes the space left over.
  const exact = layout.some((one) => one.shown && one.width !== null);
  const cols: ReactNode = (
    <>
      <col style={{ inlineSize: CHECKBOX_WIDTH }} />
      {shown.map((one, place) => (
        <col key={one.column} style={exact && place === shown.length - 1 ? undefined : { inlineSize: one.width }} />
      ))}
    </>
  );
  return {
    /** For the element that the table fills. */
    ref,
    /** Joined by commas: the same text as long as the columns are the same. */
    names: shown.map(({ column }) => column).join(),
    cols,
    /** Pixels. */
    minInlineSize: shown.reduce((sum, one) => sum + one.width, CHECKBOX_WIDTH),
  };
}
