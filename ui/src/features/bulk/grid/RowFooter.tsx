import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BulkSheet } from "../../../api/bindings";
import { KeyHint } from "../../../components/Kbd";
import { Status } from "../../../components/live/Status";
import type { createStore } from "../../../state/createStore";
import { ClearSelection, TableFooter } from "../../../table/TableFooter";
import type { BulkSelectionState } from "../useBulk";
import type { Following } from "./useFollowing";

/** The rows on the screen. */
export type ShownRange = readonly [first: number, last: number];

interface RowFooterProps {
  total: number;
  range: ReturnType<typeof createStore<ShownRange>>;
  selectable: boolean;
  /** Absent while no row is being sent, or while the filter hides it. */
  following: Following | undefined;
}

/** The line below the rows: which of them are on the screen, and whether the grid follows the row being sent. */
export function RowFooter({ total, range, selectable, following }: RowFooterProps) {
  const { t } = useTranslation("bulk");
  return (
    <TableFooter
      selecting={false}
      start={following?.follows ? <Status>{t("grid.following")}</Status> : <ShownLines total={total} range={range} />}
    >
      <KeyHint keys="↑+↓">{t("grid.move")}</KeyHint> <KeyHint keys="Enter">{t("grid.open")}</KeyHint>
      {selectable && (
        <>
          {" "}
          <KeyHint keys="Space">{t("grid.select")}</KeyHint>
        </>
      )}
      {following && (
        <Button size="xs" variant="subtle" onClick={() => following.setFollows(!following.follows)}>
          {t(following.follows ? "grid.stopFollowing" : "grid.follow")}
        </Button>
      )}
    </TableFooter>
  );
}

/** The only text that changes with each scrolled row. */
function ShownLines({ total, range }: Pick<RowFooterProps, "total" | "range">) {
  const { t } = useTranslation("bulk");
  const [first, last] = range.use();
  return <span>{t("grid.of", { from: first + 1, to: Math.min(last + 1, total), total })}</span>;
}

interface SelectionFooterProps {
  sheet: BulkSheet;
  selection: BulkSelectionState;
  onExclude: (excluded: boolean) => void;
}

/** The actions on the selected rows. */
export function SelectionFooter({ sheet, selection, onExclude }: SelectionFooterProps) {
  const { t } = useTranslation("bulk");
  return (
    <TableFooter
      selecting
      label={t("grid.actions")}
      start={<Status as="b">{t("grid.selected", { count: selection.count })}</Status>}
    >
      <Button size="xs" onClick={() => onExclude(true)}>
        {t("grid.exclude")}
      </Button>
      {sheet.check && sheet.check.byHand > 0 && (
        <Button size="xs" variant="subtle" onClick={() => onExclude(false)}>
          {t("grid.takeIn")}
        </Button>
      )}
      <ClearSelection label={t("grid.clearSelection")} onClear={selection.clear} />
    </TableFooter>
  );
}
