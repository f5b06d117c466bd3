import { Button } from "@mantine/core";
import { IconCircleCheck, IconSearchOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedGroup, TriageStatus } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { rejectedQuery } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { useLanding } from "../../components/focus";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { useDates } from "../../state/dates";
import { savePreferences, useSnapshot } from "../../state/snapshot";
import { useUndoablesOfPage } from "../../state/undoStack";
import { CardBeside } from "../requests/pane/CardBeside";
import { focusPane, readPane, SplitView } from "../requests/pane/Pane";
import { useFollowingPane } from "../requests/pane/useFollowingPane";
import { BulkRetryStrip } from "../retries/batch/BulkRetryStrip";
import { GroupFilters } from "./groups/GroupFilters";
import { GroupList } from "./groups/GroupList";
import { GroupRequests } from "./groups/GroupRequests";
import { chosenBy, isChosen } from "./overviewFilters";
import { RejectedPane } from "./pane/RejectedPane";
import { RejectedHeader } from "./RejectedHeader";
import classes from "./rejected.module.css";
import { isFiltered, useRejectedView, withoutFilters } from "./rejectedView";

const Overview = lazy(async () => ({ default: (await import("../overview/Overview")).Overview }));

/** Pixels from which causes, requests, pane and the page of the card stand side by side. */
const FOUR_COLUMNS = 1900;
const MONTH = 30 * 86_400_000;

/**
 * The rejected page: groups of rejected requests by cause, with advice, retries and their results, from the local copy.
 */
export function RejectedPage() {
  useUndoablesOfPage();
  const { view, filter, opened, ...address } = useRejectedView();
  const query = useQuery(rejectedQuery({ ...filter, sort: view.sort }));
  const page = query.data;
  const groups = page?.groups ?? [];
  const group = useShownGroup(groups, view.group, filter, query.isPlaceholderData);
  const job = group?.parts.find(({ id }) => id === view.job);
  const chosen = query.isPlaceholderData ? undefined : group?.id;
  const { pin } = address;
  // The shown group stays the chosen one when the list sorts itself anew.
  useEffect(() => {
    if (chosen !== undefined) pin(chosen);
  }, [chosen, pin]);
  const dates = useDates();
  const { network, preferences } = useSnapshot();
  const overview = preferences.rejectedOverview;
  const pane = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const table = useRef<HTMLDivElement>(null);
  const text = useRef<HTMLInputElement>(null);

  // Enter that came before the requests were read: the focus follows when they are there.
  const isRowWanted = useRef(false);
  function focusRow() {
    const row = table.current?.querySelector<HTMLElement>("tr[tabindex='0']");
    isRowWanted.current = !row;
    (row ?? list.current)?.focus({ preventScroll: true });
  }
  function rowsDrawn() {
    if (isRowWanted.current && document.activeElement === list.current) focusRow();
  }
  function walk(id: string) {
    isRowWanted.current = false;
    address.walk(id);
  }
  function open(key: string, by: "keyboard" | "pointer") {
    void address.open(key, group?.id).then(() => {
      if (by === "keyboard") void focusPane(key, pane);
    });
  }
  const onWalk = useFollowingPane(opened, (key) => void address.walkRequests(key, group?.id));
  useLanding(() => {
    if (opened !== undefined) return readPane(pane.current);
    // Before the first reading of the lists there may be causes in a moment.
    const isEmpty = page !== undefined && (page.synced !== null || network === "offline");
    return list.current ?? (isEmpty ? text.current : null);
  });
  function unfold(rejectedOverview: boolean) {
    // If the preference cannot be saved, the overview folds again.
    savePreferences({ rejectedOverview }).catch(() => undefined);
  }
  function clear() {
    address.show(withoutFilters(view));
    // The button with the focus disappears with the filters.
    text.current?.focus();
  }

  return (
    <>
      <RejectedHeader
        page={page}
        show={view.show}
        filtered={isFiltered(view)}
        onShow={(show) => address.show({ show, group: undefined, job: undefined })}
      />
      <GroupFilters
        view={view}
        assignees={page?.assignees ?? []}
        overview={overview}
        textRef={text}
        onText={address.type}
        onChange={address.show}
        onClear={clear}
        onOverview={unfold}
      />
      <div className={classes.body}>
        {overview && (
          <Suspense>
            <Overview
              from={
                (typeof view.period === "string" && view.age === null ? filter.from : null) ??
                dates.dayStart(Date.now() - MONTH)
              }
              isChosen={(counted) => isChosen(view, group?.id, counted)}
              onChoose={(counted) => address.show(chosenBy(view, group?.id, counted))}
            />
          </Suspense>
        )}
        <BulkRetryStrip />
        {query.error && (
          <div className={classes.problem}>
            <ProblemNote problem={asProblem(query.error)} role="status" />
          </div>
        )}
        <SplitView open={opened !== undefined}>
          {query.isPending ? (
            <div className={classes.whole}>
              <SlowSkeleton rows={12} />
            </div>
          ) : group ? (
            <>
              <GroupList
                groups={groups}
                chosen={group.id}
                sort={view.sort}
                step={page?.trendStep ?? 0}
                ref={list}
                onWalk={walk}
                onEnter={focusRow}
                onSort={(sort) => address.show({ sort })}
              />
              <GroupRequests
                cause={group}
                job={job}
                causes={groups}
                filter={filter}
                assignees={page?.assignees ?? []}
                open={opened}
                tableRef={table}
                onOpen={open}
                onDrawn={rowsDrawn}
                onWalk={onWalk}
                onJob={(job) => address.show({ group: group.id, job })}
                onCause={(joined) => address.show({ group: joined, job: undefined })}
              />
            </>
          ) : (
            !query.error && (
              <div className={classes.whole}>
                <NoGroups show={view.show} filtered={isFiltered(view)} synced={page?.synced != null} onClear={clear} />
              </div>
            )
          )}
          {opened !== undefined && (
            <RejectedPane
              key={opened}
              requestKey={opened}
              group={group}
              assignees={page?.assignees ?? []}
              ref={pane}
              onClose={() => void address.open(undefined)}
            />
          )}
          {opened !== undefined && <CardBeside requestKey={opened} from={FOUR_COLUMNS} />}
        </SplitView>
      </div>
    </>
  );
}

interface NoGroupsProps {
  show: TriageStatus;
  filtered: boolean;
  /** The server's lists were read at least once. */
  synced: boolean;
  onClear: () => void;
}

function NoGroups({ show, filtered, synced, onClear }: NoGroupsProps) {
  const { t } = useTranslation("rejected");
  if (filtered) {
    return (
      <EmptyState
        icon={IconSearchOff}
        title={t("noMatch")}
        action={<Button onClick={onClear}>{t("removeFilters")}</Button>}
      >
        {t("noMatchNext")}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconCircleCheck} title={t(`empty.${show}`)}>
      {t(show === "open" && !synced ? "empty.notRead" : `empty.${show}Next`)}
    </EmptyState>
  );
}

/**
 * The shown group: the wanted one, or the group that has its place once it is gone. Under another filter the list begins
 * at its first group.
 */
function useShownGroup(
  groups: readonly RejectedGroup[],
  wanted: string | undefined,
  filter: object,
  isOld: boolean,
): RejectedGroup | undefined {
  const last = useRef({ place: 0, filter });
  const found = groups.findIndex((one) => wanted !== undefined && (one.id === wanted || one.groups.includes(wanted)));
  const next = last.current.filter === filter ? Math.min(last.current.place, groups.length - 1) : 0;
  const place = found >= 0 ? found : wanted === undefined ? 0 : next;
  useEffect(() => {
    if (!isOld) last.current = { place: Math.max(0, place), filter };
  }, [place, filter, isOld]);
  return groups[place];
}
