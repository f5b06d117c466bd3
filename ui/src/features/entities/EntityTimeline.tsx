import { SegmentedControl } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type CSSProperties, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type EntityPage, type EntityRef, type RequestRow } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { Icon } from "../../components/Icon";
import { StateLabel, stateLook } from "../../components/labels/StateLabel";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { useOperationName, useProgressText } from "../../state/requestTexts";
import { openRowMenu } from "../../state/rowMenu";
import { identifiersOf } from "../lookups/identifiers";
import { waits } from "../outbox/sendingOrder";
import { EntityNumber, namedEntities } from "./EntityNumbers";
import classes from "./entities.module.css";

const PAGE_ROWS = 100;
const HEADING_PX = 36;
const REQUEST_PX = 48;
/** More requests are loaded this many lines before the end. */
const PREFETCH_LINES = 20;

/**
 * All requests of the entity, optionally with those of its subscription, from the server's lists and this desk's
 * journal.
 */
export function EntityTimeline({ of, page }: { of: EntityRef; page: EntityPage }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const [withSubscription, setWith] = useState(false);
  const requests = useInfiniteQuery({
    queryKey: ["entities", "requests", of, withSubscription],
    queryFn: ({ pageParam }) => commands.entities.entityRequests(of, withSubscription, pageParam, PAGE_ROWS),
    initialPageParam: 0,
    getNextPageParam: (last, _, offset) => (last.rows.length < PAGE_ROWS ? undefined : offset + PAGE_ROWS),
    placeholderData: (last) => last,
  });
  const lines = useMemo(
    () =>
      timelineLines(
        (requests.data?.pages ?? []).flatMap(({ rows }) => rows),
        dates.dayStart,
      ),
    [requests.data, dates],
  );
  const count = withSubscription ? page.subscriptionRequests : page.requests;
  const note = [
    t("requests", { count }),
    page.oldestRequest !== null && count > 0 ? t("oldest", { at: dates.date(page.oldestRequest) }) : null,
  ];
  const { kind } = page.entity;
  return (
    <Panel
      title={t("timeline")}
      note={note.filter(Boolean).join(", ")}
      className={classes.panel}
      end={
        page.subscription && (
          <SegmentedControl
            size="xs"
            aria-label={t("timelineOf")}
            data={[
              { value: "own", label: t(`own.${kind}`) },
              { value: "subscription", label: t("kinds.subscription") },
            ]}
            value={withSubscription ? "subscription" : "own"}
            onChange={(value) => setWith(value === "subscription")}
          />
        )
      }
    >
      {requests.error && <ProblemNote problem={asProblem(requests.error)} />}
      {requests.data && lines.length === 0 ? (
        <EmptyState icon={IconListDetails} title={t("noRequests")}>
          {t("noRequestsNote")}
        </EmptyState>
      ) : (
        <TimelineLines
          lines={lines}
          own={[page.entity, ...(page.subscription ? [page.subscription] : [])]
            .flatMap(identifiersOf)
            .map(({ text }) => text)}
          onEnd={() => {
            if (requests.hasNextPage && !requests.isFetchingNextPage) void requests.fetchNextPage();
          }}
        />
      )}
      <footer className={classes.foot}>{t(page.listsIncomplete ? "listsIncomplete" : "fromBoth")}</footer>
    </Panel>
  );
}

interface TimelineLinesProps {
  lines: TimelineLine[];
  /** Identifiers of the entity and its subscription, which its requests need not repeat. */
  own: string[];
  onEnd: () => void;
}

/** A virtual list: a card that was in use for years has thousands of requests. */
function TimelineLines({ lines, own, onEnd }: TimelineLinesProps) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (place) => (lines[place]?.kind === "request" ? REQUEST_PX : HEADING_PX),
    getItemKey: (place) => lineKey(lines[place]) ?? place,
    overscan: 8,
  });
  const last = virtual.range?.endIndex ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the end comes near, not when the callback changes
  useEffect(() => {
    if (lines.length > 0 && last >= lines.length - PREFETCH_LINES) onEnd();
  }, [last, lines.length]);
  const today = dates.dayStart(Date.now());
  const heading = (line: TimelineLine) => {
    if (line.kind === "waiting") return t("notLeft");
    if (line.kind === "request") return "";
    if (line.at === null) return t("noDate");
    return line.at === today ? t("today") : dates.date(line.at);
  };
  return (
    <div ref={scroller} className={classes.scroller}>
      <ol className={classes.lines} aria-label={t("timeline")} style={{ blockSize: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const line = lines[item.index];
          const place = { transform: `translateY(${item.start}px)` };
          if (!line) return null;
          return line.kind === "request" ? (
            <TimelineRequest
              key={item.key}
              row={line.row}
              own={own}
              isLast={lines[item.index + 1]?.kind !== "request"}
              style={place}
            />
          ) : (
            <li key={item.key} className={classes.heading} style={place}>
              <h3>{heading(line)}</h3>
            </li>
          );
        })}
      </ol>
    </div>
  );
}

function lineKey(line: TimelineLine | undefined): string | undefined {
  if (line?.kind === "request") return line.row.key;
  return line?.kind === "day" ? `day ${line.at}` : line?.kind;
}

interface TimelineRequestProps {
  row: RequestRow;
  /** Identifiers that the page shows already. */
  own: string[];
  isLast: boolean;
  style: CSSProperties;
}

/** One request in two lines: operation, state and time; then identifiers, user and the CA system's message. */
function TimelineRequest({ row, own, isLast, style }: TimelineRequestProps) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const operationName = useOperationName();
  const happening = useProgressText(row);
  const { tone, icon } = stateLook[row.state];
  const numbers = namedEntities(row).filter(
    ({ text }) => !own.some((name) => name.toLowerCase() === text.toLowerCase()),
  );
  return (
    <li
      className={classes.request}
      data-last={isLast || undefined}
      style={style}
      onContextMenu={(event) => openRowMenu(event, { request: row })}
    >
      <span className={classes.dot} data-tone={tone}>
        <Icon of={icon} />
      </span>
      <div className={classes.line}>
        <Link to="/requests/$key" params={{ key: row.key }} className={classes.operation}>
          {operationName(row)}
          {row.number && (
            <bdi dir="ltr" className="mono">
              {row.number}
            </bdi>
          )}
        </Link>
        <StateLabel state={row.state} text={row.stateText} />
        <time>{row.created === null ? "–" : dates.time(row.created)}</time>
      </div>
      <p className={classes.about}>
        {numbers.map(({ kind, text }) => (
          <EntityNumber key={`${kind} ${text}`} kind={kind} text={text} copy={false} />
        ))}
        {row.user && <span>{t("by", { user: row.user })}</span>}
        <span data-tone={tone === "bad" || tone === "warn" ? tone : undefined}>{happening}</span>
      </p>
    </li>
  );
}

type TimelineLine = { kind: "waiting" } | { kind: "day"; at: number | null } | { kind: "request"; row: RequestRow };

/**
 * Groups requests into the lines of a timeline: unsent requests first, then a heading for each day. `rows` are newest
 * first; `dayStart` returns the first instant of the day that contains a time.
 */
export function timelineLines(rows: readonly RequestRow[], dayStart: (at: number) => number): TimelineLine[] {
  const lines: TimelineLine[] = [];
  const waiting = rows.filter(waits);
  if (waiting.length > 0) lines.push({ kind: "waiting" });
  for (const row of waiting) lines.push({ kind: "request", row });
  let day: number | null | undefined;
  for (const row of rows) {
    if (waits(row)) continue;
    const start = row.created === null ? null : dayStart(row.created);
    if (start !== day) lines.push({ kind: "day", at: start });
    day = start;
    lines.push({ kind: "request", row });
  }
  return lines;
}
