import { useTranslation } from "react-i18next";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { NumberSetting } from "./NumberSetting";
import style from "./SettingsPage.module.css";
import { useSaving } from "./useSaving";

/** How many requests may be on their way at the same time. */
export function SendingSettings() {
  const { t } = useTranslation("settings");
  const { maxInFlight } = useSnapshot().preferences;
  const { save, errorAt, problem } = useSaving(["max_in_flight"]);
  return (
    <Panel title={t("sending")}>
      <div className={style.body}>
        <NumberSetting
          name="max_in_flight"
          label={t("maxInFlight")}
          min={1}
          max={16}
          value={maxInFlight}
          error={errorAt("max_in_flight")}
          onSave={(most) => save({ maxInFlight: most })}
        />
        <p>{t("maxInFlightNote")}</p>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}
