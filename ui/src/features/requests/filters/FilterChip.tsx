import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ValueCount } from "../../../api/bindings";
import { focusIfLost } from "../../../components/focus";
import { type Drawing, Icon } from "../../../components/Icon";
import { finds } from "../../../components/words";
import classes from "../requests.module.css";

/** The chips of a filter bar; `onClear` is given while a filter is set. */
export function ChipRow({ children, onClear }: { children: ReactNode; onClear: (() => void) | undefined }) {
  const { t } = useTranslation("requests");
  return (
    <div className={classes.chips}>
      {children}
      {onClear && (
        <UnstyledButton className={classes.clear} onClick={onClear}>
          {t("clearAll")}
        </UnstyledButton>
      )}
    </div>
  );
}

interface FilterChipProps {
  /** What it narrows by. */
  name: string;
  /** What it lets through, in words; nothing where it lets everything through. */
  value: string | undefined;
  onRemove: () => void;
  /** Of the menu. */
  children: ReactNode;
  /** It has just been added: its menu is open. */
  startOpen?: boolean;
  onOpen?: () => void;
}

/** One filter: its button opens a menu of values, and a second one removes it. */
export function FilterChip({ name, value, onRemove, children, startOpen, onOpen }: FilterChipProps) {
  const { t } = useTranslation("requests");
  const button = useRef<HTMLButtonElement>(null);
  return (
    <span className={classes.chip} data-on={value !== undefined || undefined}>
      <Menu
        position="bottom-start"
        defaultOpened={startOpen}
        onOpen={onOpen}
        onClose={() => focusIfLost(button.current)}
      >
        <Menu.Target>
          <UnstyledButton ref={button} className={classes.open}>
            {name} {value === undefined ? <Icon of={IconChevronDown} size={12} /> : <b>{value}</b>}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>{children}</Menu.Dropdown>
      </Menu>
      {value !== undefined && (
        <UnstyledButton
          className={classes.remove}
          aria-label={t("removeFilter", { name })}
          title={t("removeFilter", { name })}
          onClick={() => {
            onRemove();
            // It is gone with the filter; its neighbour stays.
            button.current?.focus();
          }}
        >
          <Icon of={IconX} size={12} />
        </UnstyledButton>
      )}
    </span>
  );
}

interface ChoiceChipProps<T extends string> {
  name: string;
  choices: readonly { value: T; text: string }[];
  chosen: T | null;
  onChange: (chosen: T | null) => void;
  startOpen?: boolean;
}

/** One of a few, or none of them. */
export function ChoiceChip<T extends string>({ name, choices, chosen, onChange, startOpen }: ChoiceChipProps<T>) {
  return (
    <FilterChip
      name={name}
      value={choices.find(({ value }) => value === chosen)?.text}
      onRemove={() => onChange(null)}
      startOpen={startOpen}
    >
      <Menu.RadioGroup value={chosen} onChange={(value) => onChange(value as T)}>
        {choices.map(({ value, text }) => (
          <Menu.RadioItem key={value} value={value} closeMenuOnClick>
            {text}
          </Menu.RadioItem>
        ))}
      </Menu.RadioGroup>
    </FilterChip>
  );
}

/** From here on the menu has a field to look in. */
const SEARCHABLE_FROM = 12;

interface ValuesChipProps {
  name: string;
  values: readonly ValueCount[];
  chosen: readonly string[];
  text: (value: string) => string;
  icon?: (value: string) => Drawing;
  onChange: (chosen: string[]) => void;
  onOpen?: () => void;
  startOpen?: boolean;
}

/** Any of several values that occur, each with how often. */
export function ValuesChip({ name, values, chosen, text, icon, onChange, ...chip }: ValuesChipProps) {
  const { t } = useTranslation("requests");
  const [wanted, setWanted] = useState("");
  // One that no longer occurs can still be taken away.
  const gone = chosen.filter((value) => !values.some((one) => one.value === value));
  const all = [...values, ...gone.map((value) => ({ value, count: 0 }))];
  const listed = all.filter(({ value }) => finds([text(value)], wanted));
  const toggled = (value: string) =>
    chosen.includes(value) ? chosen.filter((other) => other !== value) : [...chosen, value];
  return (
    <FilterChip
      name={name}
      value={chosen.length === 0 ? undefined : inWords(chosen.map(text), t)}
      onRemove={() => onChange([])}
      {...chip}
    >
      {all.length > SEARCHABLE_FROM && (
        <Menu.Search
          name="values"
          aria-label={t("findValue", { name })}
          placeholder={t("findValue", { name })}
          size="xs"
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
        />
      )}
      {listed.length === 0 && <Menu.Label>{t("noValues")}</Menu.Label>}
      {listed.map(({ value, count }) => (
        <Menu.CheckboxItem
          key={value}
          checked={chosen.includes(value)}
          onChange={() => onChange(toggled(value))}
          rightSection={<span className={classes.count}>{count.toLocaleString("en")}</span>}
        >
          <span className={classes.value}>
            {icon && <Icon of={icon(value)} size={14} />}
            <bdi>{text(value)}</bdi>
          </span>
        </Menu.CheckboxItem>
      ))}
    </FilterChip>
  );
}

const MAX_NAMED = 2;

/** `Rejected, Refused`, or `Rejected, Refused and 3 more`. */
function inWords(names: string[], t: ReturnType<typeof useTranslation<"requests">>["t"]): string {
  const first = names.slice(0, MAX_NAMED).join(", ");
  return names.length <= MAX_NAMED ? first : t("andMore", { first, count: names.length - MAX_NAMED });
}
