import { UnstyledButton } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { HistorySummary } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { StateLabel } from "../../components/labels/StateLabel";
import { useLayer } from "../../components/layers/layers";
import { formatNumber } from "../../i18n/language";
import { useDates } from "../../state/dates";
import { PaneBody } from "../requests/pane/Pane";
import classes from "./history.module.css";
import { useHistoryTexts } from "./historyTexts";
import type { HistoryView } from "./historyView";

interface HistoryCountsProps {
  summary: HistorySummary;
  view: HistoryView;
  /** It covers the list, so Esc closes it. */
  covering: boolean;
  onChange: (part: Partial<HistoryView>) => void;
  onClose: () => void;
}

/** The matches of the filter, counted by day, person and outcome. A click on a count filters by it, or no longer. */
export function HistoryCounts({ summary, view, covering, onChange, onClose }: HistoryCountsProps) {
  const { t } = useTranslation("history");
  const { nameOfUser } = useHistoryTexts();
  const dates = useDates();
  useLayer(onClose, covering);
  const days = typeof view.made === "object" ? view.made : null;
  const toggled = <T,>(chosen: readonly T[], value: T) => (chosen.length === 1 && chosen[0] === value ? [] : [value]);
  return (
    <aside className={classes.pane} aria-label={t("counts")}>
      <h2 className={classes.paneHead}>{t("counts")}</h2>
      <PaneBody>
        {summary.removed > 0 && <p className={classes.removedNote}>{t("removedNote", { count: summary.removed })}</p>}
        <Counts
          title={t("byDay")}
          counts={summary.days.map(({ value, ...count }) => ({
            key: value,
            name: dates.date(dates.instant(`${value}T12:00:00`)),
            pressed: days?.from === value && days.to === value,
            onClick: () => {
              const pressed = days?.from === value && days.to === value;
              onChange({ made: pressed ? null : { from: value, to: value } });
            },
            ...count,
          }))}
        />
        <Counts
          title={t("byUser")}
          counts={summary.users.map(({ value, ...count }) => ({
            key: value,
            name: nameOfUser(value),
            pressed: view.users.includes(value),
            onClick: () => onChange({ users: toggled(view.users, value) }),
            ...count,
          }))}
        />
        <Counts
          title={t("byOutcome")}
          counts={summary.states.map(({ state, ...count }) => ({
            key: state,
            name: <StateLabel state={state} />,
            pressed: view.states.includes(state),
            onClick: () => onChange({ states: toggled(view.states, state) }),
            ...count,
          }))}
        />
      </PaneBody>
    </aside>
  );
}

interface Count {
  key: string;
  name: ReactNode;
  count: number;
  removed: number;
  pressed: boolean;
  onClick: () => void;
}

function Counts({ title, counts }: { title: string; counts: Count[] }) {
  const { t } = useTranslation("history");
  return (
    <section>
      <h3>{title}</h3>
      <ul className={classes.counts} aria-label={title}>
        {counts.map(({ key, name, count, removed, pressed, onClick }) => (
          <li key={key}>
            <UnstyledButton className={classes.count} aria-pressed={pressed} onClick={onClick}>
              <span className={classes.check}>{pressed && <Icon of={IconCheck} size={14} />}</span>
              <bdi className={classes.name}>{name}</bdi>
              <span className={classes.number}>{formatNumber(count)}</span>
              {removed > 0 && <span className={classes.removed}>{t("ofRemoved", { count: removed })}</span>}
            </UnstyledButton>
          </li>
        ))}
      </ul>
    </section>
  );
}
