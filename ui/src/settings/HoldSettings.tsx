import { NumberInput, Switch } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { savePreferences } from "../desk/preferences";
import { useSnapshot } from "../desk/snapshot";
import type { Problem } from "../host/bindings";
import { asProblem } from "../host/problem";
import { faultAt, useFaultText } from "../kit/faults";
import { Panel } from "../kit/Panel";
import { ProblemNote } from "../kit/ProblemNote";
import style from "./SettingsPage.module.css";

const USUAL = 5;
const MOST = 60;

/** How long a request waits here, so that it can be taken back. */
export function HoldSettings() {
  const { t } = useTranslation("settings");
  const { holdSeconds } = useSnapshot().preferences;
  const [problem, setProblem] = useState<Problem | null>(null);
  const fault = faultAt(problem, "hold_seconds");
  const faultText = useFaultText();
  const save = (seconds: number) => {
    setProblem(null);
    savePreferences({ holdSeconds: seconds }).catch((reason: unknown) => setProblem(asProblem(reason)));
  };
  const on = holdSeconds > 0;
  return (
    <Panel title={t("hold")}>
      <div className={style.body}>
        <div className={style.hold}>
          <NumberInput
            name="hold_seconds"
            label={t("holdSeconds")}
            min={0}
            max={MOST}
            clampBehavior="strict"
            allowDecimal={false}
            allowNegative={false}
            value={holdSeconds}
            error={fault && faultText(fault)}
            onChange={(seconds) => {
              // Empty while it is being typed anew: nothing to keep yet.
              if (typeof seconds === "number" && seconds !== holdSeconds) save(seconds);
            }}
          />
          <span className={style.switch}>
            <Switch
              name="hold"
              label={t("holdOn")}
              checked={on}
              onChange={(event) => save(event.currentTarget.checked ? USUAL : 0)}
            />
          </span>
        </div>
        <p>{on ? t("holdNote", { count: holdSeconds }) : t("holdOff")}</p>
        {problem && !fault && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}
