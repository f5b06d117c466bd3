import { NumberInput } from "@mantine/core";
import { useState } from "react";

interface NumberSettingProps {
  name: string;
  label: string;
  value: number;
  min: number;
  max: number;
  error?: string;
  description?: string;
  onSave: (value: number) => void;
}

/** A number that is kept as soon as it is one that can be meant; left in between, it is the kept one again. */
export function NumberSetting({ value, min, max, onSave, ...input }: NumberSettingProps) {
  const [typed, setTyped] = useState<number | string>();
  return (
    <NumberInput
      {...input}
      w={240}
      min={min}
      max={max}
      clampBehavior="none"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator=","
      value={typed ?? value}
      onChange={(next) => {
        setTyped(next);
        if (typeof next === "number" && next >= min && next <= max && next !== value) onSave(next);
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
