import { IconX } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { IconButton } from "../components/IconButton";
import classes from "./table.module.css";

interface TableFooterProps {
  selecting: boolean;
  /** Makes it a section with this name: the actions on the selected rows. */
  label?: string;
  start: ReactNode;
  /** At the far end. */
  children: ReactNode;
}

/** The line below a grid: the position in the list, or the selection. It is a sibling of the grid. */
export function TableFooter({ selecting, label, start, children }: TableFooterProps) {
  const Element = label === undefined ? "footer" : "section";
  return (
    <Element className={classes.foot} data-selecting={selecting || undefined} aria-label={label} data-table-footer>
      {start}
      <span className={classes.push} />
      {children}
    </Element>
  );
}

/** Clears the selection and gives the focus back to the rows, because the button disappears with the selection. */
export function ClearSelection({ label, onClear }: { label: string; onClear: () => void }) {
  return (
    <IconButton
      icon={IconX}
      label={label}
      aria-keyshortcuts="Escape"
      onClick={(event) => {
        event.currentTarget
          .closest("[data-table-footer]")
          ?.parentElement?.querySelector<HTMLElement>("tr[tabindex='0']")
          ?.focus({ preventScroll: true });
        onClear();
      }}
    />
  );
}
