import { useTranslation } from "react-i18next";
import type { Keeping } from "../../api/bindings";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { NumberSetting } from "./NumberSetting";
import style from "./SettingsPage.module.css";
import { useSaving } from "./useSaving";

/** Ten years. */
const MOST_DAYS = 3_650;

/** For how many days others' requests stay on this computer. */
export function KeepingSettings() {
  const { t } = useTranslation("settings");
  const { keeping } = useSnapshot().preferences;
  const { save, errorAt, problem } = useSaving(["completed_days", "rejected_days", "field_days"]);
  const days = (name: string, days: keyof Keeping) => (
    <NumberSetting
      name={name}
      label={t(days)}
      description={t(`${days}Note`)}
      min={1}
      max={MOST_DAYS}
      value={keeping[days]}
      error={errorAt(name)}
      onSave={(next) => save({ keeping: { ...keeping, [days]: next } })}
    />
  );
  return (
    <div className={style.body}>
      <p>{t("keepingNote")}</p>
      <div className={style.pair}>
        {days("completed_days", "completedDays")}
        {days("rejected_days", "rejectedDays")}
        {days("field_days", "fieldDays")}
      </div>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
