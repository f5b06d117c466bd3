import type { MouseEvent } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedRow } from "../host/bindings";
import { Space } from "../requests/Space";
import table from "../requests/table.module.css";
import { RowCells } from "./RowCells";

interface RowProps {
  index: number;
  /** Height of the rows before it that are not drawn. */
  gap: number;
  /** Once it is read; until then its place is kept with a grey bar. */
  row: RejectedRow | undefined;
  isOpen: boolean;
  isActive: boolean;
  isSelected: boolean;
  onFocus: () => void;
  onOpen: () => void;
  onSelect: (range: boolean) => void;
}

export function Row({ index, gap, row, isOpen, isActive, isSelected, ...on }: RowProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  function clicked(event: MouseEvent) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) on.onSelect(event.shiftKey);
    else on.onOpen();
  }
  return (
    <>
      <Space height={gap} />
      <tr
        // The head is the first row.
        aria-rowindex={index + 2}
        aria-selected={isSelected}
        aria-current={isOpen || undefined}
        tabIndex={isActive ? 0 : -1}
        className={table.row}
        onFocus={on.onFocus}
        onClick={clicked}
        onMouseDown={(event) => {
          // Shift would select the text in between.
          if (event.shiftKey) event.preventDefault();
        }}
      >
        {row === undefined ? (
          <td colSpan={2}>
            <span className={table.bar} />
          </td>
        ) : (
          <>
            {/* Space and Shift do the same from the keyboard. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
            <td
              className={table.check}
              onClick={(event) => {
                event.stopPropagation();
                on.onSelect(event.shiftKey);
              }}
            >
              <input
                type="checkbox"
                tabIndex={-1}
                aria-label={t("requests:select", { name: row.row.number ?? t("rejected:unnumbered") })}
                checked={isSelected}
                readOnly
              />
            </td>
            <RowCells of={row} />
          </>
        )}
      </tr>
    </>
  );
}
