import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import type { HistoryCount, HistorySummary, ValueCount } from "../../api/bindings";
import { stateLook } from "../../components/labels/StateLabel";
import { Status } from "../../components/live/Status";
import { DateFilterChip } from "../requests/filters/DateFilterChip";
import { FilterBar } from "../requests/filters/FilterBar";
import { ChipRow, ValuesChip } from "../requests/filters/FilterChip";
import { STATES } from "../requests/filters/requestsView";
import classes from "./history.module.css";
import { useHistoryTexts } from "./historyTexts";
import { type HistoryView, isFiltered } from "./historyView";

interface HistoryFiltersProps {
  view: HistoryView;
  /** Absent until it is counted. */
  summary: HistorySummary | undefined;
  onChange: (part: Partial<HistoryView>) => void;
  onClear: () => void;
  ref: Ref<HTMLDivElement>;
  /** At the far end of the bar. */
  children: ReactNode;
}

const values = (counts: readonly HistoryCount[] = []): ValueCount[] =>
  counts.map(({ value, count }) => ({ value, count }));

/** The filters of the history: all of them apply together and are part of the address. */
export function HistoryFilters({ view, summary, onChange, onClear, ref, children }: HistoryFiltersProps) {
  const { t } = useTranslation(["history", "states"]);
  const { nameOfJob, nameOfUser } = useHistoryTexts();
  const outcomes = summary?.states.map(({ state, count }) => ({ value: state, count })) ?? [];
  return (
    <FilterBar>
      <div ref={ref} className={classes.chips}>
        <ChipRow onClear={isFiltered(view) ? onClear : undefined}>
          <DateFilterChip name={t("history:column.at")} made={view.made} onChange={(made) => onChange({ made })} />
          <ValuesChip
            name={t("history:column.user")}
            values={values(summary?.users)}
            chosen={view.users}
            text={nameOfUser}
            onChange={(users) => onChange({ users })}
          />
          <ValuesChip
            name={t("history:column.job")}
            values={values(summary?.jobs)}
            chosen={view.jobs}
            text={nameOfJob}
            onChange={(jobs) => onChange({ jobs })}
          />
          <ValuesChip
            name={t("history:column.outcome")}
            values={outcomes}
            chosen={view.states}
            text={(value) => t(`states:${stateOf(value)}`)}
            icon={(value) => stateLook[stateOf(value)].icon}
            onChange={(chosen) => onChange({ states: STATES.filter((state) => chosen.includes(state)) })}
          />
        </ChipRow>
      </div>
      <Status className={classes.found}>{summary && t("history:found", { count: summary.count })}</Status>
      {children}
    </FilterBar>
  );
}

const stateOf = (value: string) => STATES.find((state) => state === value) ?? "other";
