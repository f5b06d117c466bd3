import { SegmentedControl } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type ThingPage, type ThingRef } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { namesOf } from "./names";
import { TimelineRequest } from "./TimelineRequest";
import { type Line, linesOf } from "./timeline";
import classes from "./timeline.module.css";

const PAGE = 100;
const HEADING = 36;
const REQUEST = 48;
/** So many lines before the end of what is read, more is read. */
const AHEAD = 20;

/** All requests of the thing, or of its subscription too, from the server's lists and this desk's journal. */
export function Timeline({ of, page }: { of: ThingRef; page: ThingPage }) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const [withSubscription, setWith] = useState(false);
  const requests = useInfiniteQuery({
    queryKey: ["things", "requests", of, withSubscription],
    queryFn: ({ pageParam }) => commands.entities.thingRequests(of, withSubscription, pageParam, PAGE),
    initialPageParam: 0,
    getNextPageParam: (last, _, offset) => (last.rows.length < PAGE ? undefined : offset + PAGE),
    placeholderData: (last) => last,
  });
  const lines = useMemo(
    () =>
      linesOf(
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
  const { kind } = page.thing;
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
        <Lines
          lines={lines}
          own={[page.thing, ...(page.subscription ? [page.subscription] : [])].flatMap(namesOf).map(({ text }) => text)}
          onEnd={() => {
            if (requests.hasNextPage && !requests.isFetchingNextPage) void requests.fetchNextPage();
          }}
        />
      )}
      <footer className={classes.foot}>{t(page.listsIncomplete ? "listsIncomplete" : "fromBoth")}</footer>
    </Panel>
  );
}

interface LinesProps {
  lines: Line[];
  /** Names of the thing itself and its subscription, which its requests need not repeat. */
  own: string[];
  onEnd: () => void;
}

/** A card that was served for years has thousands: those on the screen are drawn. */
function Lines({ lines, own, onEnd }: LinesProps) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: (place) => (lines[place]?.kind === "request" ? REQUEST : HEADING),
    getItemKey: (place) => keyOf(lines[place]) ?? place,
    overscan: 8,
  });
  const last = virtual.range?.endIndex ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: when the end comes near, not when the callback is another
  useEffect(() => {
    if (lines.length > 0 && last >= lines.length - AHEAD) onEnd();
  }, [last, lines.length]);
  const today = dates.dayStart(Date.now());
  const heading = (line: Line) => {
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

function keyOf(line: Line | undefined): string | undefined {
  if (line?.kind === "request") return line.row.key;
  return line?.kind === "day" ? `day ${line.at}` : line?.kind;
}
