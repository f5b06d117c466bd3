import { NumberInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import type { FieldProblem } from "../../api/bindings";
import { useFaultText } from "../../components/faults";
import { formatNumber, THOUSANDS_SEPARATOR } from "../../i18n/language";

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

/** The first digits of a number are another one, and fewer look-ups to keep would take the others away. */
const TYPING = 600;

/** A number that is kept when it is typed to its end; one that cannot be meant stays as typed, and says why. */
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
    if (Number(next) < min) return at("tooSmall", { least: formatNumber(min) });
    if (Number(next) > max) return at("tooLarge", { most: formatNumber(max) });
    return undefined;
  };
  const keep = useDebouncedCallback(onSave, { delay: TYPING, flushOnUnmount: true });
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
      thousandSeparator={THOUSANDS_SEPARATOR}
      value={typed ?? value}
      error={wrong ? faultText(wrong) : error}
      onChange={(next) => {
        setTyped(next);
        const right = !faultOf(next);
        onWrong?.(!right);
        if (right && Number(next) !== value) keep(Number(next));
        else keep.cancel();
      }}
      onFocus={() => setFocused(true)}
      onKeyDown={(event) => event.key === "Enter" && keep.flush()}
      onBlur={() => {
        keep.flush();
        setFocused(false);
        // Until it is kept, it is what was typed.
        if (!wrong && Number(typed) === value) setTyped(undefined);
      }}
    />
  );
}
