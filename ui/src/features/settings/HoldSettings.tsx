import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { NumberSetting } from "./NumberSetting";
import style from "./SettingsPage.module.css";
import { useSaving } from "./useSaving";

const USUAL = 5;

/** How long a request waits here, so that it can be taken back. */
export function HoldSettings() {
  const { t } = useTranslation("settings");
  const { holdSeconds } = useSnapshot().preferences;
  const { save, errorAt, problem } = useSaving(["hold_seconds"]);
  const on = holdSeconds > 0;
  return (
    <Panel title={t("hold")}>
      <div className={style.body}>
        <Switch
          name="hold"
          label={t("holdOn")}
          checked={on}
          onChange={(event) => save({ holdSeconds: event.currentTarget.checked ? USUAL : 0 })}
        />
        <p>{on ? t("holdNote", { count: holdSeconds }) : t("holdOff")}</p>
        <NumberSetting
          name="hold_seconds"
          label={t("holdSeconds")}
          min={0}
          max={60}
          value={holdSeconds}
          error={errorAt("hold_seconds")}
          onSave={(seconds) => save({ holdSeconds: seconds })}
        />
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}
