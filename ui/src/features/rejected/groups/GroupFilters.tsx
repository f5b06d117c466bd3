import { Button } from "@mantine/core";
import { IconChartBar, IconChevronDown, IconChevronUp } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import { useCurrentUser } from "../../../state/snapshot";
import { HOUR, useRangeText } from "../../overview/rangeText";
import { DateFilterChip } from "../../requests/filters/DateFilterChip";
import { FilterBar, SearchField } from "../../requests/filters/FilterBar";
import { ChipRow, ChoiceChip } from "../../requests/filters/FilterChip";
import { isFiltered, type RejectedPageView } from "../rejectedView";

/** No user name contains a line break. */
const UNASSIGNED = "\n";

interface GroupFiltersProps {
  view: RejectedPageView;
  assignees: readonly string[];
  overview: boolean;
  textRef: Ref<HTMLInputElement>;
  onText: (text: string) => void;
  onChange: (part: Partial<RejectedPageView>) => void;
  onClear: () => void;
  onOverview: (open: boolean) => void;
}

export function GroupFilters({
  view,
  assignees,
  overview,
  textRef,
  onText,
  onChange,
  onClear,
  onOverview,
}: GroupFiltersProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const rangeText = useRangeText();
  const me = useCurrentUser();
  const others = assignees.filter((name) => name !== me);
  // An assignee in the address stays a choice, even without assigned requests.
  const named = view.assignee && view.assignee !== me && !others.includes(view.assignee) ? [view.assignee] : [];
  return (
    <FilterBar>
      <SearchField ref={textRef} label={t("rejected:search")} text={view.text} wide onText={onText} />
      <ChipRow onClear={isFiltered(view) ? onClear : undefined}>
        <DateFilterChip name={t("rejected:period")} made={view.period} onChange={(period) => onChange({ period })} />
        {view.age && (
          <ChoiceChip
            name={t("rejected:age")}
            choices={[{ value: "chosen", text: rangeText(view.age.from, view.age.to ?? undefined, HOUR) }]}
            chosen="chosen"
            onChange={() => onChange({ age: null })}
          />
        )}
        <ChoiceChip
          name={t("rejected:assigned")}
          choices={[
            ...(me ? [{ value: me, text: t("rejected:me", { me }) }] : []),
            { value: UNASSIGNED, text: t("rejected:nobody") },
            ...[...others, ...named].map((name) => ({ value: name, text: name })),
          ]}
          chosen={view.assignee === "" ? UNASSIGNED : view.assignee}
          onChange={(assignee) => onChange({ assignee: assignee === UNASSIGNED ? "" : assignee })}
        />
      </ChipRow>
      <Button
        size="xs"
        variant="subtle"
        aria-expanded={overview}
        leftSection={<Icon of={IconChartBar} size={14} />}
        rightSection={<Icon of={overview ? IconChevronUp : IconChevronDown} size={12} />}
        onClick={() => onOverview(!overview)}
      >
        {t("rejected:overview")}
      </Button>
    </FilterBar>
  );
}
