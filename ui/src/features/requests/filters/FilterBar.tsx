import { CloseButton, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { memo, type ReactNode, type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import type { StateCount } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import classes from "../requests.module.css";
import { FilterChips } from "./FilterChips";
import type { RequestsView } from "./requestsView";

interface RequestFilterBarProps {
  view: RequestsView;
  /** What the text begins with, each time that it comes from elsewhere than the field. */
  given: { text: string };
  /** Of the same view without its states. */
  states: StateCount[];
  total: number | undefined;
  onChange: (part: Partial<RequestsView>) => void;
  onText: (text: string) => void;
  onClear: () => void;
  textRef: Ref<HTMLInputElement>;
  /** What stands at the far side of the bar. */
  end: ReactNode;
}

/** Text and chips: each narrows the list, all hold together, and all are in the address. */
export function RequestFilterBar({
  view,
  given,
  states,
  total,
  onChange,
  onText,
  onClear,
  textRef,
  end,
}: RequestFilterBarProps) {
  const { t } = useTranslation("requests");
  return (
    <search className={classes.filters} aria-label={t("filters")}>
      <SearchText ref={textRef} given={given} onText={onText} />
      <FilterChips view={view} states={states} onChange={onChange} onClear={onClear} />
      <span className={classes.matches} role="status">
        {total !== undefined && t("matches", { count: total })}
      </span>
      {end}
    </search>
  );
}

interface SearchTextProps {
  /** Taken over whenever it is another object. */
  given: { text: string };
  onText: (text: string) => void;
  ref: Ref<HTMLInputElement>;
}

/** Full text. It keeps what is typed itself, so that a key draws this field and nothing else. */
const SearchText = memo(function SearchText({ given, onText, ref }: SearchTextProps) {
  const { t } = useTranslation("requests");
  const [{ text, of }, set] = useState({ text: given.text, of: given });
  const shown = of === given ? text : given.text;
  function put(next: string) {
    set({ text: next, of: given });
    onText(next);
  }
  return (
    <TextInput
      ref={ref}
      name="text"
      aria-label={t("search")}
      placeholder={t("search")}
      className={classes.text}
      size="xs"
      value={shown}
      leftSection={<Icon of={IconSearch} size={14} />}
      rightSection={shown !== "" && <CloseButton size="xs" aria-label={t("clearSearch")} onClick={() => put("")} />}
      onChange={(event) => put(event.currentTarget.value)}
    />
  );
});
