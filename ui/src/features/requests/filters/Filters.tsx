import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import type { StateCount } from "../../../api/bindings";
import { Chips } from "./Chips";
import classes from "./filters.module.css";
import { SearchText } from "./SearchText";
import type { View } from "./view";

interface FiltersProps {
  view: View;
  /** What the text begins with, each time that it comes from elsewhere than the field. */
  given: { text: string };
  /** Of the same view without its states. */
  states: StateCount[];
  total: number | undefined;
  onChange: (part: Partial<View>) => void;
  onText: (text: string) => void;
  onClear: () => void;
  textRef: Ref<HTMLInputElement>;
  /** What stands at the far side of the bar. */
  end: ReactNode;
}

/** Text and chips: each narrows the list, all hold together, and all are in the address. */
export function Filters({ view, given, states, total, onChange, onText, onClear, textRef, end }: FiltersProps) {
  const { t } = useTranslation("requests");
  return (
    <search className={classes.filters} aria-label={t("filters")}>
      <SearchText ref={textRef} given={given} onText={onText} />
      <Chips view={view} states={states} onChange={onChange} onClear={onClear} />
      <span className={classes.matches} role="status">
        {total !== undefined && t("matches", { count: total })}
      </span>
      {end}
    </search>
  );
}
