import { CloseButton, TextInput, UnstyledButton } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestState, StateCount } from "../host/bindings";
import { Icon } from "../kit/Icon";
import { stateLook } from "../kit/StateLabel";
import classes from "./requests.module.css";
import { STATES, type View } from "./view";

interface FiltersProps {
  view: View;
  /** Of the same view without its states. */
  counts: StateCount[];
  total: number | undefined;
  onChange: (view: View) => void;
  /** The same, a moment after the last keystroke. */
  onText: (view: View) => void;
}

/** Text, states and whose: each narrows the list, and each is in the address. */
export function Filters({ view, counts, total, onChange, onText }: FiltersProps) {
  const { t } = useTranslation(["requests", "states"]);
  const [text, setText] = useState(view.text);
  // The address can change by itself: a step back, or filters that were cleared.
  useEffect(() => setText(view.text), [view.text]);

  const countOf = (state: RequestState) => counts.find((entry) => entry.state === state)?.count ?? 0;
  const states = STATES.filter((state) => countOf(state) > 0 || view.states.includes(state));
  const toggled = (state: RequestState) =>
    view.states.includes(state) ? view.states.filter((other) => other !== state) : [...view.states, state];
  function type(next: string) {
    setText(next);
    onText({ ...view, text: next });
  }

  return (
    <search className={classes.filters}>
      <TextInput
        name="text"
        aria-label={t("requests:search")}
        placeholder={t("requests:search")}
        className={classes.text}
        size="xs"
        value={text}
        leftSection={<Icon of={IconSearch} size={14} />}
        rightSection={
          text !== "" && <CloseButton size="xs" aria-label={t("requests:clearSearch")} onClick={() => type("")} />
        }
        onChange={(event) => type(event.currentTarget.value)}
      />
      <fieldset className={classes.chips} aria-label={t("requests:states")}>
        {states.map((state) => (
          <UnstyledButton
            key={state}
            className={classes.chip}
            aria-pressed={view.states.includes(state)}
            onClick={() => onChange({ ...view, states: toggled(state) })}
          >
            <Icon of={stateLook[state].icon} size={14} />
            {t(`states:${state}`)} <b>{countOf(state).toLocaleString("en")}</b>
          </UnstyledButton>
        ))}
        <UnstyledButton
          className={classes.chip}
          aria-pressed={view.mine}
          onClick={() => onChange({ ...view, mine: !view.mine })}
        >
          {t("requests:onlyMine")}
        </UnstyledButton>
      </fieldset>
      <span className={classes.matches} role="status">
        {total !== undefined && t("requests:matches", { count: total })}
      </span>
    </search>
  );
}
