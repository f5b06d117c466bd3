import { Button } from "@mantine/core";
import { type Ref, useCallback, useEffect, useEffectEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RejectedGroup, type RejectedView } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { isPageCovered } from "../../../components/layers/layers";
import { Status } from "../../../components/live/Status";
import { ProblemNote } from "../../../components/ProblemNote";
import { SlowSkeleton } from "../../../components/SlowSkeleton";
import { useOperationName } from "../../../state/requestTexts";
import { ColumnsMenu } from "../../../table/ColumnsMenu";
import { ClearSelection, TableFooter } from "../../../table/TableFooter";
import { openRetry, retryOf } from "../../retries/openRetryForm";
import { isEditable } from "../../scanner/focusedInput";
import { KnowledgeCard } from "../knowledge/KnowledgeCard";
import classes from "../rejected.module.css";
import { ActionBar } from "../triage/ActionBar";
import { useTriage } from "../triage/useTriage";
import { JobFilter } from "./JobFilter";
import { RejectedTable } from "./RejectedTable";
import { useRejectedColumns } from "./rejectedColumns";
import { useGroupText } from "./useGroupText";
import { useRejectedRows, useRejectedSelection } from "./useRejectedRows";

interface GroupRequestsProps {
  cause: RejectedGroup;
  /** The job to which the cause is narrowed. */
  job: RejectedGroup | undefined;
  causes: readonly RejectedGroup[];
  filter: Omit<RejectedView, "groups">;
  assignees: readonly string[];
  /** Key of the request in the pane. */
  open: string | undefined;
  tableRef: Ref<HTMLDivElement>;
  onOpen: (key: string, by: "keyboard" | "pointer") => void;
  /** The requests may have been drawn. */
  onDrawn: () => void;
  /** The arrows reached another request. */
  onWalk: ((key: string) => void) | undefined;
  onJob: (job: string | undefined) => void;
  onCause: (cause: string) => void;
}

/** A row of the table, or the pane of the open request. Ctrl+Enter there retries this one, unless others are selected. */
const REQUEST = "tbody [aria-rowindex], aside";

/** A cause or one job of it: the knowledge, the actions, and the requests. */
export function GroupRequests({
  cause,
  job,
  causes,
  filter,
  assignees,
  open,
  tableRef,
  onOpen,
  onDrawn,
  onWalk,
  onJob,
  onCause,
}: GroupRequestsProps) {
  const { t } = useTranslation("rejected");
  const text = useGroupText();
  const shown = job ?? cause;
  // The ids as text: each reading of the page makes new arrays of the same ones.
  const ids = JSON.stringify(shown.groups);
  const view = useMemo<RejectedView>(() => ({ ...filter, groups: JSON.parse(ids) }), [filter, ids]);
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);
  const rows = useRejectedRows(view, range);
  const chosen = useRejectedSelection(view, rows);
  const columns = useRejectedColumns();
  const triage = useTriage({ count: chosen.count || rows.total, rowOf: rows.rowOf });
  const fresh = useMarkGroupSeen(cause);
  const name = text.nameOf(shown);
  const one = chosen.only === undefined ? undefined : rows.rowOf(chosen.only);

  // After each render: the grid draws its rows when it knows its height, and says then which they are.
  useEffect(() => onDrawn());

  const jobName = useOperationName();
  const retry = () => openRetry({ selection: chosen.selection, title: name });
  function requestAt(place: Element) {
    const index = place.getAttribute("aria-rowindex");
    return index ? rows.loaded.get(Number(index) - 2) : open === undefined ? undefined : rows.rowOf(open);
  }
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
    // All of them can be retried before the first rows are read.
    const none = rows.total === 0 && !rows.head.isPending;
    if (isPageCovered() || none || filter.show === "cleared") return;
    if (event.target instanceof Element && isEditable(event.target)) return;
    event.preventDefault();
    const place = chosen.count === 0 && event.target instanceof Element ? event.target.closest(REQUEST) : null;
    if (!place) return retry();
    const request = requestAt(place)?.row;
    if (request) openRetry({ selection: retryOf([request]), title: request.number ?? jobName(request) });
  });
  useEffect(() => {
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);

  return (
    <section className={classes.middle} aria-label={name}>
      <KnowledgeCard key={cause.id} cause={cause} shown={shown} causes={causes} fresh={fresh} onJoined={onCause} />
      <JobFilter cause={cause} job={job} onJob={onJob} />
      {/* The buttons of one group never become those of another under the finger. */}
      <ActionBar
        key={`actions ${shown.id}`}
        show={filter.show}
        chosen={chosen}
        total={rows.total}
        one={one}
        assignees={assignees}
        triage={triage}
        advised={shown.knowledge.advice === "yes"}
        onRetry={retry}
      />
      {rows.head.error ? (
        <div className={classes.problem}>
          <ProblemNote problem={asProblem(rows.head.error)} role="status" />
        </div>
      ) : rows.head.isPending ? (
        <SlowSkeleton rows={8} />
      ) : (
        <RejectedTable
          name={t("requestsOf", { name })}
          view={view}
          rows={rows}
          selection={chosen}
          layout={columns.layout}
          open={open}
          ref={tableRef}
          onOpen={onOpen}
          onWalk={onWalk}
          onLayout={columns.change}
          onRange={onRange}
        />
      )}
      <TableFooter
        selecting={chosen.count > 0}
        start={
          <Status as="b">
            {chosen.count > 0
              ? t("selectedOf", { count: chosen.count, total: rows.total })
              : t("requests", { count: rows.total })}
          </Status>
        }
      >
        {!chosen.all && rows.total > 0 && (
          <Button size="xs" variant="subtle" aria-keyshortcuts="Control+A" onClick={chosen.selectAll}>
            {t("selectAllOf", { count: rows.total })}
          </Button>
        )}
        <ColumnsMenu
          layout={columns.layout}
          nameOf={(column) => t(`column.${column}`)}
          size="xs"
          onLayout={columns.change}
          onReset={columns.reset}
        />
        {chosen.count > 0 && <ClearSelection label={t("clearSelection")} onClear={chosen.clear} />}
      </TableFooter>
    </section>
  );
}

/** A shorter stay is a pass on the way to another group. */
const SEEN_AFTER_MS = 1500;

/** Marks a cause as seen after 1.5 seconds, and returns the number of requests that were new when it was opened. */
function useMarkGroupSeen({ id, groups, fresh }: Pick<RejectedGroup, "id" | "groups" | "fresh">): number {
  const [seen, setSeen] = useState({ id, fresh });
  // Requests that arrive while it is open count as new, too.
  const shown = seen.id === id ? Math.max(seen.fresh, fresh) : fresh;
  if (seen.id !== id || seen.fresh !== shown) setSeen({ id, fresh: shown });
  const look = useEffectEvent(() => {
    // On failure they stay new.
    commands.rejected.lookAtGroups(groups).catch(() => undefined);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another cause starts anew
  useEffect(() => {
    if (fresh === 0) return;
    const timer = setTimeout(() => look(), SEEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [id, fresh]);
  return shown;
}
