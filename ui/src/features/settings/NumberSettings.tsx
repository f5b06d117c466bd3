import { NumberInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem, Preferences } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { useCommand } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { ProblemNote } from "../../components/ProblemNote";
import generated from "../../generated/numberSettings.json";
import { formatNumber, THOUSANDS_SEPARATOR } from "../../i18n/language";
import { savePreferences, useSnapshot } from "../../state/snapshot";
import classes from "./settings.module.css";

type Label = "settings:lookUpMinutes";

interface NumberSettingsProps {
  /** The `panel` of the settings, as `desk` declares them. */
  panel: "hold" | "sending" | "scanner" | "lookUps" | "keeping";
}

/** The inputs of a panel's numbers, which save themselves, and the problem of the last save. */
export function NumberSettings({ panel }: NumberSettingsProps) {
  const { t } = useTranslation(["settings", "scanner"]);
  const { preferences } = useSnapshot();
  const shown = generated.numbers.filter((number) => number.panel === panel);
  const { save, errorAt, problem } = useSaving(shown.map(({ name }) => name));
  return (
    <>
      <div className={shown.length > 1 ? classes.pair : undefined}>
        {shown.map(({ name, path, least, most, label, note }) => (
          <NumberSetting
            key={name}
            name={name}
            label={t(label as Label)}
            description={note ? t(`${label as Label}Note`) : undefined}
            min={least}
            max={most}
            value={numberAt(preferences, path)}
            error={errorAt(name)}
            onSave={(next) => save(changeAt(preferences, path, next))}
          />
        ))}
      </div>
      {problem && <ProblemNote problem={problem} />}
    </>
  );
}

// A path is a JSON pointer: `/holdSeconds`, `/scanner/gapMillis`.
const membersOf = (path: string) => path.slice(1).split("/");

function numberAt(preferences: Preferences, path: string): number {
  const found = membersOf(path).reduce<unknown>(
    (value, member) => (value as Record<string, unknown> | undefined)?.[member],
    preferences,
  );
  return Number(found);
}

function changeAt(preferences: Preferences, path: string, value: number): Partial<Preferences> {
  const [member = "", inner] = membersOf(path);
  if (inner === undefined) return { [member]: value };
  return { [member]: { ...(preferences[member as keyof Preferences] as object), [inner]: value } };
}

/** Saves preferences. A fault of one of `inputs` is shown at that input, any other where the caller shows `problem`. */
export function useSaving(inputs: readonly string[]) {
  // `savePreferences` refreshes the snapshot itself.
  const { problem, run } = useCommand({ parallel: true, refresh: null });
  const faultText = useFaultText();
  return {
    save(change: Partial<Preferences>) {
      void run(() => savePreferences(change));
    },
    errorAt(input: string) {
      const fault = faultAt(problem, input);
      return fault && faultText(fault);
    },
    problem: problem?.fields.some(({ field }) => inputs.includes(field)) ? undefined : problem,
  };
}

interface NumberSettingProps {
  name: string;
  label: string;
  value: number;
  min: number;
  max: number;
  error?: string;
  description?: string;
  onSave: (value: number) => void;
  /** For a form with a save button: is called with whether the typed number is invalid. */
  onWrong?: (wrong: boolean) => void;
}

/** Debounce in milliseconds: the first digits of a number are another number, and a lower limit of look-ups would delete some. */
const DEBOUNCE_MS = 600;

/** An input that saves its number after a pause. An invalid number stays as typed, with its fault. */
export function NumberSetting({ value, min, max, error, onSave, onWrong, ...input }: NumberSettingProps) {
  const faultText = useFaultText();
  const [typed, setTyped] = useState<number | string>();
  const [focused, setFocused] = useState(false);
  const [stored, setStored] = useState(value);
  if (stored !== value) {
    setStored(value);
    // While the user types, the answer to an earlier key may still arrive.
    if (!focused) setTyped(undefined);
  }
  const faultOf = (next: number | string): FieldProblem | undefined => {
    const at = (fault: string, params = {}) => ({ field: input.name, fault, params });
    if (next === "") return at("required");
    if (Number(next) < min) return at("tooSmall", { least: formatNumber(min) });
    if (Number(next) > max) return at("tooLarge", { most: formatNumber(max) });
    return undefined;
  };
  const keep = useDebouncedCallback(onSave, { delay: DEBOUNCE_MS, flushOnUnmount: true });
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
      error={wrong ? faultText(wrong, input) : error}
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
        // Until the save, the input shows the typed text.
        if (!wrong && Number(typed) === value) setTyped(undefined);
      }}
    />
  );
}
