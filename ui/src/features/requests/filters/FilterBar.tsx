import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { memo, type ReactNode, type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StateCount } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Status } from "../../../components/live/Status";
import classes from "../requests.module.css";
import { FilterChips } from "./FilterChips";
import type { RequestsView } from "./requestsView";

/** The bar above a list: a search field, filter chips, and actions at the far end. */
export function FilterBar({ children }: { children: ReactNode }) {
  const { t } = useTranslation("requests");
  return (
    <search className={classes.filters} aria-label={t("filters")}>
      {children}
    </search>
  );
}

interface SearchFieldProps {
  label: string;
  text: string;
  wide?: boolean;
  onText: (text: string) => void;
  ref: Ref<HTMLInputElement>;
}

/** The full-text search of a filter bar. */
export function SearchField({ label, text, wide = false, onText, ref }: SearchFieldProps) {
  const { t } = useTranslation("requests");
  return (
    <TextInput
      ref={ref}
      name="text"
      aria-label={label}
      placeholder={label}
      className={wide ? `${classes.text} ${classes.wide}` : classes.text}
      size="xs"
      value={text}
      leftSection={<Icon of={IconSearch} size={14} />}
      rightSection={text !== "" && <CloseButton size="xs" aria-label={t("clearSearch")} onClick={() => onText("")} />}
      onChange={(event) => onText(event.currentTarget.value)}
    />
  );
}

interface RequestFilterBarProps {
  view: RequestsView;
  /** The initial text of the field, replaced whenever the text comes from elsewhere. */
  given: { text: string };
  /** Counts of the same view without its states. */
  states: StateCount[];
  total: number | undefined;
  onChange: (part: Partial<RequestsView>) => void;
  onText: (text: string) => void;
  onClear: () => void;
  textRef: Ref<HTMLInputElement>;
  /** At the far end of the bar. */
  end: ReactNode;
}

/** The filters of the requests page: all of them apply together and are part of the address. */
export function RequestFilterBar({ view, given, states, total, textRef, end, ...on }: RequestFilterBarProps) {
  const { t } = useTranslation("requests");
  return (
    <FilterBar>
      <SearchText ref={textRef} given={given} onText={on.onText} />
      <FilterChips view={view} states={states} onChange={on.onChange} onClear={on.onClear} />
      <Status className={classes.matches}>{total !== undefined && t("matches", { count: total })}</Status>
      {end}
    </FilterBar>
  );
}

interface SearchTextProps {
  /** A new object replaces the text. */
  given: { text: string };
  onText: (text: string) => void;
  ref: Ref<HTMLInputElement>;
}

/** Holds the typed text itself, so that a key press renders this field only. */
const SearchText = memo(function SearchText({ given, onText, ref }: SearchTextProps) {
  const { t } = useTranslation("requests");
  const [{ text, of }, set] = useState({ text: given.text, of: given });
  return (
    <SearchField
      ref={ref}
      label={t("search")}
      text={of === given ? text : given.text}
      onText={(next) => {
        set({ text: next, of: given });
        onText(next);
      }}
    />
  );
});
