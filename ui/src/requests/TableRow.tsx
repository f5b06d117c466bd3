import type { ReactNode } from "react";
import { Space } from "./Space";
import classes from "./table.module.css";

interface TableRowProps {
  index: number;
  /** Height of the rows before it that are not drawn. */
  gap: number;
  isRead: boolean;
  isOpen: boolean;
  isActive: boolean;
  onFocus: () => void;
  onClick: () => void;
  children: ReactNode;
}

/** A row that is read from the disk at this moment keeps its place with grey bars. */
export function TableRow({ index, gap, isRead, isOpen, isActive, onFocus, onClick, children }: TableRowProps) {
  return (
    <>
      <Space height={gap} />
      <tr
        // The head is the first row.
        aria-rowindex={index + 2}
        aria-selected={isOpen}
        tabIndex={isActive ? 0 : -1}
        className={classes.row}
        onFocus={onFocus}
        onClick={onClick}
      >
        {isRead ? (
          children
        ) : (
          <td>
            <span className={classes.bar} />
          </td>
        )}
      </tr>
    </>
  );
}
