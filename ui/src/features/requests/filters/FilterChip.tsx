import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ValueCount } from "../../../api/bindings";
import { focusIfLost } from "../../../components/focus";
import { type Drawing, Icon } from "../../../components/Icon";
import { finds } from "../../../components/words";
import { formatNumber } from "../../../i18n/language";
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
  /** The name of the filter. */
  name: string;
  /** The active choice in words; absent while the filter is not set. */
  value: string | undefined;
  onRemove: () => void;
  /** The items of the menu. */
  children: ReactNode;
  /** The chip was just added, so its menu opens at once. */
  startOpen?: boolean;
  onOpen?: () => void;
}

/** A filter: one button opens its menu, a second one removes the filter. */
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
            // This button disappears with the filter; its neighbour stays.
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

/** A filter with at most one choice. */
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

/** From this number of values on, the menu has a search field. */
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

/** A filter with any number of the values that occur, each with its count. */
export function ValuesChip({ name, values, chosen, text, icon, onChange, ...chip }: ValuesChipProps) {
  const { t } = useTranslation("requests");
  const [wanted, setWanted] = useState("");
  // A chosen value that no longer occurs can still be removed.
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
          rightSection={<span className={classes.count}>{formatNumber(count)}</span>}
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
