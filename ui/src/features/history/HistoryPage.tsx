import { Anchor, Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconChartBar, IconHistory, IconSearch } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { FindButton } from "../../components/FindButton";
import { useLanding } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { KeyHint } from "../../components/Kbd";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { useStableCallback } from "../../components/useStableCallback";
import { TableFooter } from "../../table/TableFooter";
import { ExportMenu } from "../requests/ExportMenu";
import { SplitView } from "../requests/pane/Pane";
import { HistoryCounts } from "./HistoryCounts";
import { HistoryFilters } from "./HistoryFilters";
import { HistoryTable } from "./HistoryTable";
import classes from "./history.module.css";
import { isFiltered, NO_FILTER } from "./historyView";
import { useExportHistory } from "./useExportHistory";
import { useHistoryRows, useHistoryView } from "./useHistory";

/** The history page: the acts of this desk on the connection, their persons and outcomes. Nothing in it can be changed. */
export function HistoryPage() {
  const { t } = useTranslation("history");
  const { view, filter, change } = useHistoryView();
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const rows = useHistoryRows(filter, range);
  const { head, total, summary } = rows;
  const save = useExportHistory(filter);
  const navigate = useNavigate();
  const list = useRef<HTMLDivElement>(null);
  const filters = useRef<HTMLDivElement>(null);
  // Below this width the counts cover the list.
  const narrow = useMediaQuery("(max-width: 1099px)", false, { getInitialValueInEffect: false });
  const [chosen, setChosen] = useState<boolean>();
  const counts = (chosen ?? !narrow) && total > 0;
  useLanding(() =>
    head.isPending
      ? null
      : (list.current?.querySelector("tr[tabindex='0'], a, button") ?? filters.current?.querySelector("button")),
  );
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const open = useStableCallback((id: string) => {
    const place = rows.places.get(id);
    const request = place === undefined ? undefined : rows.loaded.get(place)?.request;
    if (request) void navigate({ to: "/requests/$key", params: { key: request } });
  });
  const clear = () => change(NO_FILTER);
  return (
    <>
      <PageHead title={t("title")} end={<FindButton />}>
        <span className={classes.note}>{t("readOnly")}</span>
      </PageHead>
      <HistoryFilters view={view} summary={summary} onChange={change} onClear={clear} ref={filters}>
        <Button
          size="sm"
          leftSection={<Icon of={IconChartBar} size={14} />}
          aria-expanded={counts}
          disabled={total === 0}
          onClick={() => setChosen(!counts)}
        >
          {t("counts")}
        </Button>
        <ExportMenu total={total} onExport={(format) => void save(format, total)} />
      </HistoryFilters>
      <div className={classes.split}>
        <SplitView open={counts}>
          <div className={classes.list} ref={list}>
            {rows.error && (
              <div className={classes.problem}>
                <ProblemNote problem={asProblem(rows.error)} role="status" />
              </div>
            )}
            {head.isPending ? (
              <SlowSkeleton rows={14} />
            ) : total === 0 ? (
              <NoHistory filtered={isFiltered(view)} onClear={clear} />
            ) : (
              <>
                <HistoryTable view={filter} rows={rows} onOpen={open} onRange={onRange} />
                <TableFooter
                  selecting={false}
                  start={<span>{t("rows", { from: range[0] + 1, to: Math.min(range[1] + 1, total), total })}</span>}
                >
                  <span className={classes.keys}>
                    <KeyHint keys="↑+↓">{t("keyMove")}</KeyHint> <KeyHint keys="Enter">{t("keyOpen")}</KeyHint>
                  </span>
                </TableFooter>
              </>
            )}
          </div>
          {counts && summary && (
            <HistoryCounts
              summary={summary}
              view={view}
              covering={narrow}
              onChange={change}
              onClose={() => setChosen(false)}
            />
          )}
        </SplitView>
      </div>
    </>
  );
}

/** The empty list: nothing was done yet, or the filters exclude all of it. */
function NoHistory({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation("history");
  if (filtered) {
    return (
      <EmptyState
        icon={IconSearch}
        title={t("noMatch")}
        action={
          <Anchor component="button" type="button" fz="var(--fs-13)" onClick={onClear}>
            {t("removeFilters")}
          </Anchor>
        }
      >
        {t("noMatchNext")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconHistory}
      title={t("none")}
      action={
        <Anchor component={Link} to="/home" fz="var(--fs-13)">
          {t("chooseJob")}
        </Anchor>
      }
    >
      {t("noneNext")}
    </EmptyState>
  );
}
