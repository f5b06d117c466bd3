import { Menu } from "@mantine/core";
import { FilterChip } from "./FilterChip";

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
