import { Anchor, Drawer } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ConnectionCount, commands, type RequestRow } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { outboxQuery } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { EmptyState } from "../../components/EmptyState";
import { KeyHint } from "../../components/Kbd";
import { UNDESCRIBED } from "../../components/layers/Dialog";
import { useLayer } from "../../components/layers/layers";
import { announce } from "../../components/live/announce";
import { LiveRegion } from "../../components/live/LiveRegion";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { useChooseConnection } from "../../state/useChooseConnection";
import { keepRow } from "../../table/keepRow";
import { useWindowedRows, WINDOW_SIZE } from "../../table/useWindowedRows";
import { OutboxListItem } from "./OutboxListItem";
import classes from "./outbox.module.css";
import { isDoubted, type Move, targetOf } from "./sendingOrder";

const keyOf = ({ key }: RequestRow) => key;

const ROW_HEIGHT = 62;
/** A row that shows the text of a doubt in lines of its own. */
const DOUBTED_ROW_HEIGHT = 128;

/**
 * The outbox in sending order, with the reason why each request waits. The arrows change rows; with Alt they move the
 * row.
 */
export function OutboxDrawer({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["outbox", "common"]);
  useLayer(onClose);
  const [list, setList] = useState<HTMLDivElement | null>(null);
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const [active, setActive] = useState<{ place: number; key?: string }>({ place: 0 });
  const { problem, run } = useCommand();
  const { head, loaded, places } = useWindowedRows({
    windowAt: (offset) => outboxQuery(offset, WINDOW_SIZE),
    keyOf,
    range,
  });
  const total = head.data?.total ?? 0;
  const focusOn = useOutboxFocus(list, loaded);
  const found = active.key === undefined ? undefined : places.get(active.key);
  const current = Math.min(found ?? active.place, Math.max(0, total - 1));

  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => list,
    // Sizes are measured again when the rows, or their doubts, change.
    getItemKey: useCallback((at: number) => loaded.get(at)?.key ?? at, [loaded]),
    estimateSize: (at) => (isDoubted(loaded.get(at)) ? DOUBTED_ROW_HEIGHT : ROW_HEIGHT),
    overscan: 6,
    rangeExtractor: keepRow(current),
  });
  const items = virtual.getVirtualItems();
  const { startIndex = 0, endIndex = 0 } = virtual.range ?? {};
  useEffect(() => setRange([startIndex, endIndex]), [startIndex, endIndex]);

  function focusPlace(place: number) {
    const next = Math.max(0, Math.min(total - 1, place));
    const key = loaded.get(next)?.key;
    setActive({ place: next, key });
    focusOn(next);
    virtual.scrollToIndex(next);
  }
  async function move(row: RequestRow, place: number, to: Move) {
    const target = targetOf(to, place, loaded, total);
    if (!target) return;
    if ((await run(() => commands.outbox.moveBefore(row.key, target.before))) === undefined) return;
    focusOn(row.key);
    announce(t(`outbox:moved.${to}`));
  }
  /** Runs an action that removes the row, and gives the focus to the row that takes its place. */
  async function drop(place: number, act: () => Promise<unknown>) {
    const neighbour = loaded.get(place + 1) ?? loaded.get(place - 1);
    if ((await run(act)) === undefined) return;
    focusOn(neighbour?.key);
    setActive({ place, key: neighbour?.key });
  }
  function onKeyDown(event: KeyboardEvent) {
    const row = loaded.get(current);
    if (!row || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const page = Math.max(1, endIndex - startIndex - 1);
    const moved = event.altKey && ({ ArrowUp: "up", ArrowDown: "down", Home: "first" } as const)[event.key];
    const to =
      !event.altKey &&
      {
        ArrowDown: current + 1,
        ArrowUp: current - 1,
        PageDown: current + page,
        PageUp: current - page,
        Home: 0,
        End: total - 1,
      }[event.key];
    if (moved) void move(row, current, moved);
    else if (typeof to === "number") focusPlace(to);
    else return;
    event.preventDefault();
  }

  let above = 0;
  return (
    <Drawer
      opened
      onClose={onClose}
      closeOnEscape={false}
      returnFocus={false}
      position="right"
      size={520}
      title={t("outbox:title", { count: total })}
      closeButtonProps={{ "aria-label": t("common:close") }}
      classNames={{ body: classes.drawer, content: classes.content }}
      attributes={{ body: UNDESCRIBED }}
    >
      <LiveRegion />
      {problem && <ProblemNote problem={problem} />}
      {head.error && <ProblemNote problem={asProblem(head.error)} />}
      {head.data && <Elsewhere counts={head.data.elsewhere} onClose={onClose} />}
      <div ref={setList} className={classes.scroller}>
        {head.data && total === 0 && (
          <EmptyState icon={IconStack2} title={t("outbox:none")}>
            {t("outbox:noneNext")}
          </EmptyState>
        )}
        {total > 0 && (
          // The key events come from the links and buttons in the list.
          <ol aria-label={t("outbox:rows")} className={classes.rows} onKeyDown={onKeyDown}>
            {items.map((item) => {
              const gap = item.start - above;
              above = item.end;
              const row = loaded.get(item.index);
              return row ? (
                <OutboxListItem
                  key={row.key}
                  row={row}
                  place={item.index}
                  total={total}
                  gap={gap}
                  isActive={item.index === current}
                  canGoUp={targetOf("up", item.index, loaded, total) !== undefined}
                  onFocus={() => setActive({ place: item.index, key: row.key })}
                  onMove={(to) => void move(row, item.index, to)}
                  onRun={(act) => void run(act)}
                  onDrop={(act) => void drop(item.index, act)}
                  onClose={onClose}
                />
              ) : (
                <li key={item.index} className={classes.row} aria-hidden style={{ marginBlockStart: gap }} />
              );
            })}
            <li aria-hidden style={{ blockSize: Math.max(0, virtual.getTotalSize() - above) }} />
          </ol>
        )}
      </div>
      {total > 0 && (
        <footer className={classes.foot}>
          <KeyHint keys="↑+↓">{t("outbox:keyRow")}</KeyHint>
          <KeyHint keys="Alt+↑+↓">{t("outbox:keyMove")}</KeyHint>
          <KeyHint keys="Esc">{t("outbox:keyClose")}</KeyHint>
        </footer>
      )}
    </Drawer>
  );
}

/** The other connections with requests in the outbox, in one line, each a way there. */
function Elsewhere({ counts, onClose }: { counts: ConnectionCount[]; onClose: () => void }) {
  const { t } = useTranslation("outbox");
  const { connections } = useSnapshot();
  const choose = useChooseConnection();
  if (counts.length === 0) return null;
  return (
    <p className={classes.elsewhere}>
      {t("elsewhere")}
      {counts.map(({ connection, count }) => (
        <Anchor
          key={connection}
          component="button"
          onClick={() => {
            onClose();
            void choose(connection);
          }}
        >
          {t("elsewhereCount", { name: connections.find(({ id }) => id === connection)?.name, count })}
        </Anchor>
      ))}
    </p>
  );
}

/**
 * Focuses the link of a row once the row is rendered: of the first row on opening, of the row at a place or with a key
 * afterwards.
 */
function useOutboxFocus(list: HTMLElement | null, loaded: ReadonlyMap<number, RequestRow>) {
  const wanted = useRef<number | string | undefined>(0);
  useEffect(() => {
    const key = typeof wanted.current === "number" ? loaded.get(wanted.current)?.key : wanted.current;
    const link = key && list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"] a`);
    if (!link) return;
    wanted.current = undefined;
    link.focus();
  });
  return (row: number | string | undefined) => {
    wanted.current = row;
  };
}
