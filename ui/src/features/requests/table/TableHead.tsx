import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { movedBefore, NARROWEST, resized, shownOf, stepped } from "./layout";
import classes from "./table.module.css";
import { useColumnDrag } from "./useColumnDrag";

const STEP = 8;

interface TableHeadProps {
  layout: readonly ColumnLayout[];
  sort: RequestColumn;
  ascending: boolean;
  allSelected: boolean;
  someSelected: boolean;
  onSort: (column: RequestColumn) => void;
  onLayout: (layout: ColumnLayout[]) => void;
  onSelectAll: () => void;
}

/**
 * Sorts by a click or Enter. One head is in the order of Tab and the arrows go on from it; with Alt they move
 * the column, with Shift they change its width. The pointer drags the head, or its edge.
 */
export const TableHead = memo(function TableHead({ layout, sort, ascending, ...props }: TableHeadProps) {
  const { allSelected, someSelected, ...on } = props;
  const { t } = useTranslation("requests");
  const shown = shownOf(layout).map(({ column }) => column);
  const [active, setActive] = useState<RequestColumn>("created");
  const row = useRef<HTMLTableRowElement>(null);
  const current = shown.includes(active) ? active : shown[0];

  const heads = () => [...(row.current?.querySelectorAll<HTMLElement>("th[data-column]") ?? [])];
  const drawn = () =>
    new Map(heads().map((head) => [head.dataset.column as RequestColumn, head.getBoundingClientRect().width]));
  const drag = useColumnDrag({
    row,
    onMove: (column, before) => on.onLayout(movedBefore(layout, column, before)),
    onResize: (column, width) => on.onLayout(resized(layout, column, width, drawn())),
  });

  function onKeyDown(event: KeyboardEvent, column: RequestColumn) {
    const by = event.key === "ArrowLeft" ? -1 : event.key === "ArrowRight" ? 1 : 0;
    // The arrows of the rows are below.
    if (by === 0 || event.ctrlKey || event.metaKey) {
      if (event.key === " " || event.key === "Enter") event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
    // In a right-to-left table the next column is the one on the left.
    const way = getComputedStyle(event.currentTarget).direction === "rtl" ? (-by as 1 | -1) : by;
    if (event.altKey) on.onLayout(stepped(layout, column, way));
    else if (event.shiftKey) {
      const width = drawn().get(column) ?? NARROWEST;
      on.onLayout(resized(layout, column, width + way * STEP, drawn()));
    } else {
      const next = shown[shown.indexOf(column) + way];
      if (next) row.current?.querySelector<HTMLElement>(`th[data-column="${next}"] button`)?.focus();
    }
  }

  return (
    <tr ref={row} aria-rowindex={1}>
      <th scope="col" className={classes.check}>
        <input
          type="checkbox"
          tabIndex={-1}
          aria-label={t("selectAll")}
          checked={allSelected}
          ref={(box) => {
            if (box) box.indeterminate = someSelected && !allSelected;
          }}
          onChange={on.onSelectAll}
        />
      </th>
      {shown.map((column) => (
        <th
          key={column}
          scope="col"
          data-column={column}
          data-dragged={drag.dragged === column || undefined}
          data-before={drag.before === column || undefined}
          aria-sort={sort === column ? (ascending ? "ascending" : "descending") : undefined}
        >
          <button
            type="button"
            className={classes.head}
            tabIndex={column === current ? 0 : -1}
            title={t("headKeys")}
            onFocus={() => setActive(column)}
            onClick={() => on.onSort(column)}
            onKeyDown={(event) => onKeyDown(event, column)}
            onPointerDown={(event) => drag.startMove(event, column)}
          >
            <span>{t(`column.${column}`)}</span>
            {sort === column && <Icon of={ascending ? IconArrowUp : IconArrowDown} size={12} />}
          </button>
          <span className={classes.edge} aria-hidden onPointerDown={(event) => drag.startResize(event, column)} />
        </th>
      ))}
    </tr>
  );
});
