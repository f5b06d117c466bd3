import type { MouseEvent, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Space } from "./Space";
import classes from "./table.module.css";

interface TableRowProps {
  index: number;
  /** Height of the rows before it that are not drawn. */
  gap: number;
  /** Its number or job, once it is read. */
  name: string | undefined;
  isOpen: boolean;
  isActive: boolean;
  isSelected: boolean;
  onFocus: () => void;
  onOpen: () => void;
  onSelect: (range: boolean) => void;
  children: ReactNode;
}

/** A row that is read from the disk at this moment keeps its place with grey bars. */
export function TableRow({ index, gap, name, isOpen, isActive, isSelected, children, ...on }: TableRowProps) {
  const { t } = useTranslation("requests");
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
        className={classes.row}
        onFocus={on.onFocus}
        onClick={clicked}
        onMouseDown={(event) => {
          // Shift would select the text in between.
          if (event.shiftKey) event.preventDefault();
        }}
      >
        {name === undefined ? (
          <td colSpan={2}>
            <span className={classes.bar} />
          </td>
        ) : (
          <>
            {/* Space and Shift do the same from the keyboard. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: see above */}
            <td
              className={classes.check}
              onClick={(event) => {
                event.stopPropagation();
                on.onSelect(event.shiftKey);
              }}
            >
              <input type="checkbox" tabIndex={-1} aria-label={t("select", { name })} checked={isSelected} readOnly />
            </td>
            {children}
          </>
        )}
      </tr>
    </>
  );
}
