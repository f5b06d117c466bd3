import { NumberInput } from "@mantine/core";
import { useState } from "react";
import type { FieldProblem } from "../host/bindings";
import { useFaultText } from "../kit/faults";

interface NumberSettingProps {
  name: string;
  label: string;
  value: number;
  min: number;
  max: number;
  error?: string;
  description?: string;
  onSave: (value: number) => void;
  /** For a form with a button of its own: whether what is typed is none that can be saved. */
  onWrong?: (wrong: boolean) => void;
}

/** A number that is kept as soon as it is one that can be meant; one that cannot stays as typed, and says why. */
export function NumberSetting({ value, min, max, error, onSave, onWrong, ...input }: NumberSettingProps) {
  const faultText = useFaultText();
  const [typed, setTyped] = useState<number | string>();
  const [focused, setFocused] = useState(false);
  const [stored, setStored] = useState(value);
  if (stored !== value) {
    setStored(value);
    // While it is typed here, the answer to an earlier key may still come in.
    if (!focused) setTyped(undefined);
  }
  const faultOf = (next: number | string): FieldProblem | undefined => {
    const at = (fault: string, params = {}) => ({ field: input.name, fault, params });
    if (next === "") return at("required");
    if (Number(next) < min) return at("tooSmall", { least: figures.format(min) });
    if (Number(next) > max) return at("tooLarge", { most: figures.format(max) });
    return undefined;
  };
  const wrong = typed === undefined ? undefined : faultOf(typed);
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
      error={wrong ? faultText(wrong) : error}
      onChange={(next) => {
        setTyped(next);
        const right = !faultOf(next);
        onWrong?.(!right);
        if (right && Number(next) !== value) onSave(Number(next));
      }}
      onFocus={() => setFocused(true)}
      onBlur={() => {
        setFocused(false);
        if (!wrong) setTyped(undefined);
      }}
    />
  );
}

const figures = new Intl.NumberFormat("en");
