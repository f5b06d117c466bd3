import { Combobox, TextInput, type TextInputProps, useCombobox } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconCheck } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Entity, type IdentifierKind } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { finds } from "../../components/words";
import {
  type EntityIdentifier,
  identifierFor,
  identifierLabel,
  identifierOf,
  isSameIdentifier,
  type LookupTarget,
  otherIdentifiers,
} from "./identifiers";
import classes from "./lookups.module.css";
import { servicesQuery } from "./queries";

interface CompletionInputProps extends Omit<TextInputProps, "onChange"> {
  completions: Completion[];
  /** The identifier that the input asks for; a different one is labelled in the list. */
  by: IdentifierKind | undefined;
  /** The text is already a whole identifier: the list opens on request only. */
  complete: boolean;
  /** The first option is chosen while the user types: Enter takes it. */
  preselects: boolean;
  listLabel: string;
  foot?: ReactNode;
  /** Called when typing or the arrow key requests the list, and when it closes. */
  onAsk: (asked: boolean) => void;
  onText: (text: string) => void;
  onPick: (picked: Completion) => void;
}

/**
 * An input with a list of completions. Typing or the arrow key opens the list, focus alone never does. Enter takes the
 * option that is chosen, by the arrow keys or because the input preselects the first one; else it moves to the next
 * field.
 */
export function CompletionInput(props: CompletionInputProps) {
  const {
    completions,
    by: wanted,
    complete,
    preselects,
    listLabel,
    foot,
    onAsk,
    onText,
    onPick,
    onKeyDown,
    onBlur,
    ...input
  } = props;
  const { t } = useTranslation("forms");
  const [asked, setAsked] = useState<"typed" | "arrow">();
  const ask = (by: "typed" | "arrow" | undefined) => {
    setAsked(by);
    onAsk(by !== undefined);
  };
  const something = completions.length > 0 || foot !== undefined;
  const opened = something && (asked === "arrow" || (asked === "typed" && completions.length > 0 && !complete));
  const list = useCombobox({
    opened,
    onOpenedChange: (open) => ask(open ? "arrow" : undefined),
    onDropdownClose: () => list.resetSelectedOption(),
  });

  const first = completions[0]?.entity.key;
  const choosesFirst = opened && preselects && asked === "typed" && first !== undefined;
  const chooseFirst = useEffectEvent(() => list.selectFirstOption());
  // biome-ignore lint/correctness/useExhaustiveDependencies: each key takes the choice back
  useEffect(() => {
    if (choosesFirst) chooseFirst();
  }, [choosesFirst, first, input.value]);

  function pressed(event: KeyboardEvent<HTMLInputElement>) {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey;
    if (event.key === "Enter" && plain) {
      // The combobox submits the chosen option; the form must not handle the key as well.
      if (opened && list.getSelectedOptionIndex() !== -1) {
        event.stopPropagation();
        return;
      }
      ask(undefined);
    }
    if (event.key === "Escape") ask(undefined);
    onKeyDown?.(event);
  }
  return (
    <Combobox
      store={list}
      keepMounted={false}
      hideDetached={false}
      position="bottom-start"
      // The list grows when the server answers, and may then fit above the input only.
      preventPositionChangeWhenVisible={false}
      transitionProps={{ duration: 0 }}
      classNames={{ dropdown: classes.dropdown, option: classes.option }}
      onOptionSubmit={(key) => {
        const picked = completions.find(({ entity }) => entity.key === key);
        if (picked) onPick(picked);
        ask(undefined);
      }}
    >
      <Combobox.Target withExpandedAttribute>
        <TextInput
          {...input}
          onChange={(event) => {
            list.resetSelectedOption();
            ask(event.currentTarget.value.trim() === "" ? undefined : "typed");
            onText(event.currentTarget.value);
          }}
          onKeyDown={pressed}
          onBlur={(event) => {
            ask(undefined);
            onBlur?.(event);
          }}
        />
      </Combobox.Target>
      <Combobox.Dropdown>
        <section aria-label={listLabel}>
          <Combobox.Options aria-label={listLabel} className={classes.options}>
            {completions.map(({ entity, text, by, onCard }) => (
              <Combobox.Option value={entity.key} key={entity.key}>
                <bdi dir="ltr" className={classes.completion}>
                  {text}
                </bdi>{" "}
                {by !== wanted && <span className={classes.member}>{identifierLabel(by)}</span>}{" "}
                <span className={classes.entity}>{entity.name}</span>
                {onCard && (
                  <span className={classes.onCard}>
                    <Icon of={IconCheck} size={14} /> {t("services.onCard")}
                  </span>
                )}
              </Combobox.Option>
            ))}
          </Combobox.Options>
          {foot}
        </section>
      </Combobox.Dropdown>
    </Combobox>
  );
}

const DEBOUNCE_MS = 80;
/** Typing on narrows down the rest. */
const MAX_COMPLETIONS = 8;
const MAX_SERVICES = 50;

interface Completion extends EntityIdentifier {
  entity: Entity;
  /** A service that the form's card has. */
  onCard: boolean;
}

/** The services that the form's card has: their CA ids, codes and names, and whether they come first in the list. */
export interface ServicesOnCard {
  names: string[];
  first: boolean;
}

/** Completes the typed text: with known entities of the target's kind, or with services of the server's list. */
export function useCompletions(
  target: LookupTarget | undefined,
  text: string,
  open: boolean,
  { names, first }: ServicesOnCard,
) {
  const [typed] = useDebouncedValue(text.trim(), DEBOUNCE_MS);
  const list = target?.kind === "service";
  const suggested = useQuery({
    queryKey: ["entities", "suggest", target?.kind, typed, target?.by],
    queryFn: () => commands.lookups.suggest({ kind: target?.kind ?? "item", text: typed, by: target?.by ?? null }),
    enabled: open && target !== undefined && !list && typed !== "",
    placeholderData: (last) => last,
  });
  const services = useQuery({ ...servicesQuery, enabled: list });
  const entities = list
    ? (services.data?.services ?? [])
    : (suggested.data ?? []).flatMap((hit) => (hit.what === "entity" ? [hit.entity] : []));
  const completions =
    target && (list || typed !== "")
      ? entities
          .filter((entity) => fits(entity, text))
          .flatMap((entity): Completion[] => {
            const identifier = identifierFor(entity, target);
            return identifier ? [{ entity, ...identifier, onCard: list && isNamed(entity, names) }] : [];
          })
          .sort((one, other) => (first ? Number(other.onCard) - Number(one.onCard) : 0))
          .slice(0, list ? MAX_SERVICES : MAX_COMPLETIONS)
      : [];
  return {
    completions,
    /** The text is a whole identifier of one of them: there is nothing to complete. */
    complete:
      target !== undefined && entities.some((entity) => isSameIdentifier(identifierOf(entity, target.by) ?? "", text)),
    services: list ? services.data : undefined,
  };
}

const isNamed = (entity: Entity, names: string[]) =>
  [entity.caId, entity.code, entity.name].some((own) => own && names.some((name) => isSameIdentifier(own, name)));

/** The list may still answer an older text: entities that do not fit the new one are left out. */
function fits(entity: Entity, text: string): boolean {
  return finds([...otherIdentifiers(entity, "").map((other) => other.text), entity.id, entity.name], text);
}
