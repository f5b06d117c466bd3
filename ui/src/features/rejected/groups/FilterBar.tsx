import { Button, CloseButton, TextInput, UnstyledButton } from "@mantine/core";
import { IconChartBar, IconChevronDown, IconChevronUp, IconSearch } from "@tabler/icons-react";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import { ChoiceChip } from "../../requests/filters/ChoiceChip";
import filters from "../../requests/filters/filters.module.css";
import { SPANS, type Span } from "../../requests/filters/made";
import classes from "../rejected.module.css";
import { useMe } from "../triage/useMe";
import { isFiltered, type View } from "../view";

/** No name of a person has one. */
const NOBODY = "\n";

interface FilterBarProps {
  view: View;
  assignees: readonly string[];
  overview: boolean;
  textRef: Ref<HTMLInputElement>;
  onText: (text: string) => void;
  onChange: (part: Partial<View>) => void;
  onClear: () => void;
  onOverview: (open: boolean) => void;
}

export function FilterBar({
  view,
  assignees,
  overview,
  textRef,
  onText,
  onChange,
  onClear,
  onOverview,
}: FilterBarProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const me = useMe();
  const others = assignees.filter((name) => name !== me);
  // A name from the address is a choice, even when nothing is assigned to it any more.
  const named = view.assignee && view.assignee !== me && !others.includes(view.assignee) ? [view.assignee] : [];
  return (
    <search className={filters.filters} aria-label={t("requests:filters")}>
      <TextInput
        ref={textRef}
        name="text"
        aria-label={t("rejected:search")}
        placeholder={t("rejected:search")}
        className={`${filters.text} ${classes.text}`}
        size="xs"
        value={view.text}
        leftSection={<Icon of={IconSearch} size={14} />}
        rightSection={
          view.text !== "" && (
            <CloseButton size="xs" aria-label={t("requests:clearSearch")} onClick={() => onText("")} />
          )
        }
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <div className={filters.chips}>
        <ChoiceChip
          name={t("rejected:period")}
          choices={(Object.keys(SPANS) as Span[]).map((span) => ({ value: span, text: t(`requests:span.${span}`) }))}
          chosen={view.period}
          onChange={(period) => onChange({ period })}
        />
        <ChoiceChip
          name={t("rejected:assigned")}
          choices={[
            ...(me ? [{ value: me, text: t("rejected:me", { me }) }] : []),
            { value: NOBODY, text: t("rejected:nobody") },
            ...[...others, ...named].map((name) => ({ value: name, text: name })),
          ]}
          chosen={view.assignee === "" ? NOBODY : view.assignee}
          onChange={(assignee) => onChange({ assignee: assignee === NOBODY ? "" : assignee })}
        />
        {isFiltered(view) && (
          <UnstyledButton className={filters.clear} onClick={onClear}>
            {t("requests:clearAll")}
          </UnstyledButton>
        )}
      </div>
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
    </search>
  );
}
