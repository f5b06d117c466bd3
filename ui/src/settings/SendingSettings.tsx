import { NumberInput } from "@mantine/core";
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

const MOST = 16;

/** How many requests may be on their way at the same time. */
export function SendingSettings() {
  const { t } = useTranslation("settings");
  const { maxInFlight } = useSnapshot().preferences;
  const [problem, setProblem] = useState<Problem | null>(null);
  const fault = faultAt(problem, "max_in_flight");
  const faultText = useFaultText();
  return (
    <Panel title={t("sending")}>
      <div className={style.body}>
        <NumberInput
          name="max_in_flight"
          label={t("maxInFlight")}
          w={200}
          min={1}
          max={MOST}
          clampBehavior="strict"
          allowDecimal={false}
          allowNegative={false}
          value={maxInFlight}
          error={fault && faultText(fault)}
          onChange={(most) => {
            // Empty while it is being typed anew: nothing to keep yet.
            if (typeof most !== "number" || most < 1 || most === maxInFlight) return;
            setProblem(null);
            savePreferences({ maxInFlight: most }).catch((reason: unknown) => setProblem(asProblem(reason)));
          }}
        />
        <p>{t("maxInFlightNote")}</p>
        {problem && !fault && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}
