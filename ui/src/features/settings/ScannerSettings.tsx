import { Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Scanner } from "../../api/bindings";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { NumberSetting } from "./NumberSetting";
import { ScannerTrial } from "./ScannerTrial";
import style from "./SettingsPage.module.css";
import { useSaving } from "./useSaving";

/** How a scanner that types like a keyboard is told from a person, and a place to try it. */
export function ScannerSettings() {
  const { t } = useTranslation("scanner");
  const { scanner } = useSnapshot().preferences;
  const { save, errorAt, problem } = useSaving(["gap_millis", "shortest"]);
  const set = (change: Partial<Scanner>) => save({ scanner: { ...scanner, ...change } });
  return (
    <Panel title={t("title")}>
      <div className={`${style.body} ${style.stretch}`}>
        <Switch
          name="scanner"
          label={t("on")}
          checked={scanner.on}
          onChange={(event) => set({ on: event.currentTarget.checked })}
        />
        <p>{t(scanner.on ? "onNote" : "offNote")}</p>
        <div className={style.pair}>
          <NumberSetting
            name="gap_millis"
            label={t("gap")}
            description={t("gapNote")}
            min={5}
            max={200}
            value={scanner.gapMillis}
            error={errorAt("gap_millis")}
            onSave={(gapMillis) => set({ gapMillis })}
          />
          <NumberSetting
            name="shortest"
            label={t("shortest")}
            description={t("shortestNote")}
            min={3}
            max={40}
            value={scanner.shortest}
            error={errorAt("shortest")}
            onSave={(shortest) => set({ shortest })}
          />
        </div>
        <div className={style.pair}>
          <Affix name="prefix" label={t("prefix")} value={scanner.prefix} onSave={(prefix) => set({ prefix })} />
          <Affix name="suffix" label={t("suffix")} value={scanner.suffix} onSave={(suffix) => set({ suffix })} />
        </div>
        <p>{t("affixNote")}</p>
        {problem && <ProblemNote problem={problem} />}
        <ScannerTrial />
      </div>
    </Panel>
  );
}

interface AffixProps {
  name: string;
  label: string;
  value: string;
  onSave: (text: string) => void;
}

/** Kept when it is left: half of it would be taken off every scan meanwhile. */
function Affix({ name, label, value, onSave }: AffixProps) {
  const [text, setText] = useState(value);
  return (
    <TextInput
      name={name}
      label={label}
      dir="ltr"
      maxLength={20}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => text !== value && onSave(text)}
    />
  );
}
