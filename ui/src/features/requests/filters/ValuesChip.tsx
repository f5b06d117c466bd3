import { Menu } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ValueCount } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { finds } from "../../../components/words";
import { formatNumber } from "../../../i18n/language";
import { FilterChip } from "./FilterChip";
import classes from "./filters.module.css";

/** From here on the menu has a field to look in. */
const MANY = 12;

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
      {all.length > MANY && (
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

const SHOWN = 2;

/** `Rejected, Refused`, or `Rejected, Refused and 3 more`. */
function inWords(names: string[], t: ReturnType<typeof useTranslation<"requests">>["t"]): string {
  const first = names.slice(0, SHOWN).join(", ");
  return names.length <= SHOWN ? first : t("andMore", { first, count: names.length - SHOWN });
}
