import { Menu, UnstyledButton } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { memo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestState, StateCount, ValueCount } from "../../../api/bindings";
import { requestFacetsQuery } from "../../../api/queries";
import { Icon } from "../../../components/Icon";
import { stateLook } from "../../../components/labels/StateLabel";
import { useOperationName } from "../../../state/requestTexts";
import classes from "../requests.module.css";
import { providerName } from "../table/columns";
import { DateFilterChip } from "./DateFilterChip";
import { ChipRow, ChoiceChip, ValuesChip } from "./FilterChip";
import { EVERYTHING, isFiltered, type ListName, type RequestsView, STATES } from "./requestsView";

interface FilterChipsProps {
  view: RequestsView;
  /** Counts of the same view without its states. */
  states: StateCount[];
  onChange: (part: Partial<RequestsView>) => void;
  onClear: () => void;
}

/** Rarely used filters: the bar shows them once they are added. */
const MORE = ["units", "priorities", "mine", "error"] as const;
type More = (typeof MORE)[number];

/** One chip per filter, except the text. */
export const FilterChips = memo(function FilterChips({ view, states, onChange, onClear }: FilterChipsProps) {
  const { t } = useTranslation(["requests", "states"]);
  const jobName = useOperationName();
  const { data: facets } = useQuery(requestFacetsQuery);
  const [added, setAdded] = useState<readonly More[]>([]);
  const [opens, setOpens] = useState<More>();

  const put = (part: Partial<RequestsView>) => {
    // The chip of a filter that is unset again stays, because it has the focus.
    const more = MORE.filter((name) => name in part && !added.includes(name));
    if (more.length > 0) setAdded([...added, ...more]);
    onChange(part);
  };
  const isSet = (name: More) => String(view[name] ?? "") !== String(EVERYTHING[name] ?? "");
  const has = (name: More) => isSet(name) || added.includes(name);
  const missing = MORE.filter((name) => !has(name));
  const nameOf = (name: More) => t(`requests:filter.${name}`);
  const plain = (value: string) => value;
  const list = (name: ListName, label: string, text: (value: string) => string) => (
    <ValuesChip
      name={label}
      values={facets?.[name] ?? []}
      chosen={view[name]}
      text={text}
      startOpen={name === opens}
      onChange={(chosen) => put({ [name]: chosen })}
    />
  );

  return (
    <ChipRow
      onClear={
        isFiltered(view)
          ? () => {
              setAdded([]);
              onClear();
            }
          : undefined
      }
    >
      <ValuesChip
        name={t("requests:column.state")}
        values={countedStates(states)}
        chosen={view.states}
        text={(state) => t(`states:${state as RequestState}`)}
        icon={(state) => stateLook[state as RequestState].icon}
        onChange={(chosen) => put({ states: STATES.filter((state) => chosen.includes(state)) })}
      />
      {list("types", t("requests:column.requestType"), (type) => jobName({ operation: null, requestType: type }))}
      {list("providers", t("requests:column.provider"), providerName)}
      {list("users", t("requests:column.user"), plain)}
      <DateFilterChip name={t("column.created")} made={view.made} onChange={(made) => put({ made })} />
      {has("units") && list("units", nameOf("units"), plain)}
      {has("priorities") && list("priorities", nameOf("priorities"), plain)}
      {has("mine") && (
        <ChoiceChip
          name={nameOf("mine")}
          choices={[{ value: "own", text: t("requests:own") }]}
          chosen={view.mine ? "own" : null}
          startOpen={opens === "mine"}
          onChange={(chosen) => put({ mine: chosen !== null })}
        />
      )}
      {has("error") && (
        <ChoiceChip
          name={nameOf("error")}
          choices={[
            { value: "yes", text: t("requests:withError") },
            { value: "no", text: t("requests:withoutError") },
          ]}
          chosen={view.error === null ? null : view.error ? "yes" : "no"}
          startOpen={opens === "error"}
          onChange={(chosen) => put({ error: chosen === null ? null : chosen === "yes" })}
        />
      )}
      {missing.length > 0 && (
        <Menu position="bottom-start" returnFocus={false}>
          <Menu.Target>
            <UnstyledButton className={classes.add}>
              <Icon of={IconPlus} size={12} />
              {t("requests:addFilter")}
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {missing.map((name) => (
              <Menu.Item
                key={name}
                onClick={() => {
                  setAdded([...added, name]);
                  setOpens(name);
                }}
              >
                {nameOf(name)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
    </ChipRow>
  );
}, sameChips);

/** Ignores the typed text, which changes no chip, except where it decides whether a filter can be cleared. */
function sameChips(last: FilterChipsProps, next: FilterChipsProps): boolean {
  const { text, sort, ascending, ...view } = next.view;
  const filters = Object.keys(view) as (keyof typeof view)[];
  return (
    last.states === next.states &&
    filters.every((name) => last.view[name] === next.view[name]) &&
    isFiltered(last.view) === isFiltered(next.view)
  );
}

/** The states that occur, in the order of a request's life cycle. */
const countedStates = (states: StateCount[]): ValueCount[] =>
  STATES.flatMap((state) => {
    const count = states.find((one) => one.state === state)?.count ?? 0;
    return count === 0 ? [] : [{ value: state, count }];
  });
