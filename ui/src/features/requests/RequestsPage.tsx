import { Anchor } from "@mantine/core";
import { IconListDetails, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportFormat, RequestColumn } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { FindButton } from "../../components/FindButton";
import { useLanding } from "../../components/focus";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { useStableCallback } from "../../components/useStableCallback";
import { useShowsRequests } from "../../state/uiState";
import { ColumnsMenu } from "../../table/ColumnsMenu";
import { ExportMenu, useExportRequests } from "./ExportMenu";
import { RequestFilterBar } from "./filters/FilterBar";
import { isFiltered, sortedBy, withoutFilters } from "./filters/requestsView";
import { useRequestsView } from "./filters/useRequestsView";
import { ViewsMenu } from "./filters/ViewsMenu";
import { CardBeside } from "./pane/CardBeside";
import { focusPane, readPane, SplitView } from "./pane/Pane";
import { RequestPane } from "./pane/RequestPane";
import { THREE_COLUMNS, useFollowingPane } from "./pane/useFollowingPane";
import { RefreshStatus, useRefreshRequests } from "./RefreshStatus";
import classes from "./requests.module.css";
import { useRequestColumns } from "./table/columns";
import { RequestsFooter, useCopyRows } from "./table/RequestsFooter";
import { RequestsTable } from "./table/RequestsTable";
import { useRequestRows, useRequestSelection } from "./table/useRequestRows";

/** The requests page: requests of this desk and of the server's lists, read from the local copy of both. */
export function RequestsPage() {
  const { t } = useTranslation("requests");
  const { view, asked, opened, given, ...address } = useRequestsView();
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const rows = useRequestRows(asked, range);
  const { head, total } = rows;
  const { layout, change, reset } = useRequestColumns();
  const selection = useRequestSelection(asked, rows);
  const refresh = useRefreshRequests();
  const copy = useCopyRows({ layout, selection });
  const save = useExportRequests({ asked, layout });
  const pane = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLInputElement>(null);
  const onScreen = Array.from(
    { length: range[1] - range[0] + 1 },
    (_, place) => rows.loaded.get(range[0] + place)?.key ?? "",
  );
  useShowsRequests(onScreen);
  const problem = refresh.problem ?? (head.error ? asProblem(head.error) : undefined);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);

  const open = useStableCallback((key: string, by: "keyboard" | "pointer") => {
    void address.open(key).then(() => {
      if (by === "keyboard") void focusPane(key, pane);
    });
  });
  const onWalk = useFollowingPane(opened, address.walk);
  useLanding(() => {
    if (opened !== undefined) return readPane(pane.current);
    return head.isPending ? null : (list.current?.querySelector("tr[tabindex='0']") ?? text.current);
  });
  const clear = useStableCallback(() => {
    address.show(withoutFilters(view));
    // The button with the focus disappears with the filters.
    text.current?.focus();
  });
  const sort = useStableCallback((column: RequestColumn) => address.change(sortedBy(view, column)));
  const exportAll = useStableCallback((format: ExportFormat) => void save(format, total));
  const { synced = null } = head.data ?? {};
  // Each key press in the search field renders the page; memoised parts that do not change are not rendered again.
  const views = useMemo(
    () => <ViewsMenu view={view} layout={layout} onShow={address.show} onLayout={change} />,
    [view, layout, address.show, change],
  );
  const age = useMemo(
    () => <RefreshStatus synced={synced} busy={refresh.busy} onRefresh={refresh.start} />,
    [synced, refresh.busy, refresh.start],
  );
  const end = useMemo(
    () => (
      <>
        <ColumnsMenu layout={layout} nameOf={(column) => t(`column.${column}`)} onLayout={change} onReset={reset} />
        <ExportMenu total={total} onExport={exportAll} />
      </>
    ),
    [t, layout, change, reset, total, exportAll],
  );

  return (
    <>
      <PageHead title={t("title")} end={<FindButton />}>
        {views}
        {age}
      </PageHead>
      <RequestFilterBar
        view={view}
        given={given}
        states={rows.states}
        total={rows.counted?.total}
        textRef={text}
        onChange={address.change}
        onText={address.type}
        onClear={clear}
        end={end}
      />
      <SplitView open={opened !== undefined}>
        <div className={classes.list} ref={list}>
          {problem && (
            <div className={classes.problem}>
              <ProblemNote problem={problem} role="status" />
            </div>
          )}
          {head.isPending ? (
            <SlowSkeleton rows={14} />
          ) : total === 0 ? (
            <NoRequests filtered={isFiltered(view)} onClear={clear} />
          ) : (
            <RequestsTable
              asked={asked}
              rows={rows}
              selection={selection}
              layout={layout}
              open={opened}
              onOpen={open}
              onWalk={onWalk}
              onSort={sort}
              onLayout={change}
              onCopy={copy.start}
              onRange={onRange}
            />
          )}
          {total > 0 && (
            <RequestsFooter
              range={range}
              total={total}
              selection={selection}
              copy={copy}
              onExport={async (format) => save(format, selection.count, await selection.keys())}
            />
          )}
        </div>
        {opened !== undefined && (
          <RequestPane key={opened} requestKey={opened} ref={pane} onClose={() => void address.open(undefined)} />
        )}
        {opened !== undefined && <CardBeside requestKey={opened} from={THREE_COLUMNS} />}
      </SplitView>
    </>
  );
}

/** The empty list: no request exists yet, or the filters exclude all of them. */
function NoRequests({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation("requests");
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
      icon={IconListDetails}
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
