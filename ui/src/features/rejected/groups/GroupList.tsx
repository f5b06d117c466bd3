import { Button, Menu, VisuallyHidden } from "@mantine/core";
import { useMergedRef } from "@mantine/hooks";
import { IconArrowDown } from "@tabler/icons-react";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, type Ref, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { GroupSort, RejectedGroup } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Tag } from "../../../components/labels/Tag";
import { useDates, useNow } from "../../../state/dates";
import { keepRow } from "../../../table/keepRow";
import { AdviceTag } from "../knowledge/KnowledgeCard";
import classes from "../rejected.module.css";
import { SORTS } from "../rejectedView";
import { useGroupText } from "./useGroupText";

/** Pixels; each option has four lines. */
const OPTION_HEIGHT = 98;

interface GroupListProps {
  groups: readonly RejectedGroup[];
  chosen: string | undefined;
  sort: GroupSort;
  /** The period of one of the twelve bars of a trend, in milliseconds. */
  step: number;
  ref: Ref<HTMLDivElement>;
  onWalk: (id: string) => void;
  /** Enter moves the focus to the requests of the group. */
  onEnter: () => void;
  onSort: (sort: GroupSort) => void;
}

/** The list of causes. The list keeps the focus; the arrows select a group, which is shown at once. */
export function GroupList({ groups, chosen, sort, step, ref, onWalk, onEnter, onSort }: GroupListProps) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const merged = useMergedRef(ref, scroller);
  const current = groups.findIndex((group) => group.id === chosen);

  const virtual = useVirtualizer({
    count: groups.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => OPTION_HEIGHT,
    overscan: 4,
    getItemKey: (place) => groups[place]?.id ?? place,
    // `aria-activedescendant` refers to the selected option, so it must be rendered.
    rangeExtractor: keepRow(current),
  });
  const seen = useRef({ place: "", index: 0 });
  useEffect(() => {
    const place = `${chosen} ${sort}`;
    if (current < 0) return;
    const last = seen.current;
    seen.current = { place, index: current };
    // A group that comes from the address or moved in another order, once, so that the user can scroll away. One that
    // moves because counts changed stays where it is on the screen.
    if (last.place !== place) virtual.scrollToIndex(current, { align: "auto" });
    else if (last.index !== current) virtual.scrollBy((current - last.index) * OPTION_HEIGHT);
  }, [virtual, current, chosen, sort]);

  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? OPTION_HEIGHT) / OPTION_HEIGHT) - 1);
    const to = {
      ArrowDown: current + 1,
      ArrowUp: current - 1,
      PageDown: current + page,
      PageUp: current - page,
      Home: 0,
      End: groups.length - 1,
    }[event.key];
    if (event.key === "Enter" || event.key === " ") onEnter();
    else if (to !== undefined) {
      const next = groups[Math.max(0, Math.min(groups.length - 1, to))];
      if (next) onWalk(next.id);
    } else return;
    event.preventDefault();
  }

  return (
    <section className={classes.groups} aria-label={t("groups")}>
      <header className={classes.head}>
        <span>{t("grouped", { span: dates.age(0, step * 12) })}</span>
        <SortMenu sort={sort} onSort={onSort} />
      </header>
      <div
        ref={merged}
        className={classes.list}
        role="listbox"
        tabIndex={0}
        aria-label={t("groups")}
        aria-activedescendant={current < 0 ? undefined : `${id}-${current}`}
        onKeyDown={onKeyDown}
      >
        <div role="none" style={{ position: "relative", blockSize: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const group = groups[item.index];
            return (
              group && (
                <GroupOption
                  key={item.key}
                  id={`${id}-${item.index}`}
                  group={group}
                  place={item.index}
                  of={groups.length}
                  top={item.start}
                  chosen={item.index === current}
                  step={step}
                  onChoose={() => onWalk(group.id)}
                />
              )
            );
          })}
        </div>
      </div>
    </section>
  );
}

interface GroupOptionProps {
  id: string;
  group: RejectedGroup;
  /** Position and number of options, because only visible ones are rendered. */
  place: number;
  of: number;
  top: number;
  chosen: boolean;
  /** The period of one of the twelve bars of a trend, in milliseconds. */
  step: number;
  onChoose: () => void;
}

function GroupOption({ id, group, place, of, top, chosen, step, onChoose }: GroupOptionProps) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const now = useNow(60_000);
  const text = useGroupText();
  const code = text.codeOf(group);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys of all its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active option
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-posinset={place + 1}
      aria-setsize={of}
      className={classes.group}
      style={{ insetBlockStart: top }}
      onClick={onChoose}
    >
      <span className={classes.count} data-long={group.count > 999 || undefined}>
        {t(group.count > 9999 ? "about" : "number", { count: group.count })}
      </span>
      <span className={classes.texts}>
        <b>
          <bdi>{text.nameOf(group)}</bdi>
        </b>
        <span className={classes.about}>{text.aboutOf(group)}</span>
        <bdi className={classes.code}>{code ?? t("noCode")}</bdi>
        <span className={classes.tags}>
          <AdviceTag advice={group.knowledge.advice} />
          {group.fresh > 0 && <Tag tone="accent">{t("fresh", { count: group.fresh })}</Tag>}
          {group.over && <Tag tone="ok">{t("overSince", { at: dates.short(group.over.since) })}</Tag>}
          {group.oldest !== null && !group.over && (
            <span className={classes.age}>{t("oldest", { age: dates.age(group.oldest, now) })}</span>
          )}
        </span>
      </span>
      <Trend bars={group.trend} />
      <VisuallyHidden>
        {t(isGrowing(group.trend) ? "trendGrowing" : "trend", {
          span: dates.age(0, step * 12),
          most: Math.max(0, ...group.trend),
          step: dates.age(0, step),
        })}
      </VisuallyHidden>
    </div>
  );
}

function SortMenu({ sort, onSort }: { sort: GroupSort; onSort: (sort: GroupSort) => void }) {
  const { t } = useTranslation("rejected");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconArrowDown} size={14} />}
          aria-label={t("sortedBy", { order: t(`sort.${sort}`) })}
        >
          {t(`sort.${sort}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={sort} onChange={(value) => onSort(value as GroupSort)}>
          {SORTS.map((value) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              {t(`sort.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}

const TREND_HEIGHT = 20;
const BAR_STEP = 64 / 12;
const BAR_WIDTH = 3.8;
/** The last bars, highlighted in a growing trend. */
const HIGHLIGHTED_BARS = 3;

/**
 * A decorative chart; a hidden text beside it describes the trend. An empty bar is a line, so that its time is visible.
 */
function Trend({ bars }: { bars: readonly number[] }) {
  const most = Math.max(1, ...bars);
  const growing = isGrowing(bars);
  return (
    <svg className={classes.trend} viewBox={`0 0 64 ${TREND_HEIGHT}`} width="64" height={TREND_HEIGHT} aria-hidden>
      {bars.map((count, place) => {
        const height = Math.max(1.5, (count / most) * TREND_HEIGHT);
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place in time
            key={place}
            x={place * BAR_STEP}
            y={TREND_HEIGHT - height}
            width={BAR_WIDTH}
            height={height}
            rx={0.75}
            data-hot={(growing && count > 0 && place >= bars.length - HIGHLIGHTED_BARS) || undefined}
          />
        );
      })}
    </svg>
  );
}

const sum = (bars: readonly number[]) => bars.reduce((all, one) => all + one, 0);

/** Whether the later half has more requests and its end is still rising. `bars` has twelve counts, the latest last. */
export function isGrowing(bars: readonly number[]): boolean {
  const half = Math.floor(bars.length / 2);
  const quarter = Math.floor(half / 2);
  const late = bars.slice(half);
  return sum(late) > sum(bars.slice(0, half)) && sum(bars.slice(-quarter)) > sum(late.slice(0, quarter));
}
