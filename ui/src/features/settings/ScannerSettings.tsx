import { Switch, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Scanner } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { lastScan, measured } from "../scanner/rhythm";
import { NumberSettings, useSaving } from "./NumberSettings";
import classes from "./settings.module.css";

/** The rules that distinguish a keyboard scanner from a person, and an input to try them. */
export function ScannerSettings() {
  const { t } = useTranslation("scanner");
  const { scanner } = useSnapshot().preferences;
  const { save, problem } = useSaving([]);
  const set = (change: Partial<Scanner>) => save({ scanner: { ...scanner, ...change } });
  return (
    <Panel title={t("title")}>
      <div className={`${classes.body} ${classes.stretch}`}>
        <Switch
          name="scanner"
          label={t("on")}
          checked={scanner.on}
          onChange={(event) => set({ on: event.currentTarget.checked })}
        />
        <p>{t(scanner.on ? "onNote" : "offNote")}</p>
        <NumberSettings panel="scanner" />
        <div className={classes.pair}>
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

/** An input that saves when it loses the focus: half of an affix would be cut off every scan meanwhile. */
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

/** The reading of the last scan, and the speed of its keys. */
function ScannerTrial() {
  const { t } = useTranslation("scanner");
  const { scanner } = useSnapshot().preferences;
  const [text, setText] = useState("");
  const scan = lastScan.use();
  useEffect(() => () => lastScan.set(undefined), []);
  const kind = useQuery({
    queryKey: ["settings", "classify", scan?.text],
    queryFn: () => commands.connections.classify(scan?.text ?? ""),
    enabled: scan !== undefined,
    gcTime: 0,
  });
  return (
    <div className={classes.trial}>
      <TextInput
        name="scanner_trial"
        label={t("trial")}
        dir="ltr"
        disabled={!scanner.on}
        placeholder={t("trialHint")}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Status as="div" className={classes.verdict}>
        {scan ? (
          <>
            <span>
              {t("scanned")} <Identifier value={scan.text} bare copy={false} />
              {kind.data && ` (${t(`kind.${kind.data}`)})`}
            </span>
            <span>{t("rhythm", { keys: scan.presses.length, ...measured(scan.presses) })}</span>
          </>
        ) : (
          text !== "" && t("noScan")
        )}
      </Status>
    </div>
  );
}
