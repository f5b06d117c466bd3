import { useTranslation } from "react-i18next";
import { PageHead } from "../../components/PageHead";
import { FindButton } from "../palette/FindButton";
import { AboutSettings } from "./AboutSettings";
import { AppearanceSettings } from "./AppearanceSettings";
import { ConnectionSettings } from "./ConnectionSettings";
import { DataSettings } from "./DataSettings";
import { HoldSettings } from "./HoldSettings";
import { LookUpSettings } from "./LookUpSettings";
import { RetentionSettings } from "./RetentionSettings";
import { RuleSettings } from "./RuleSettings";
import { ScannerSettings } from "./ScannerSettings";
import { SendingSettings } from "./SendingSettings";
import style from "./SettingsPage.module.css";

/** Kept on this computer, for this user. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  return (
    <>
      <PageHead title={t("title")} end={<FindButton />} />
      <div className={style.page}>
        <div className={style.column}>
          <AppearanceSettings />
          <HoldSettings />
          <SendingSettings />
          <ScannerSettings />
          <LookUpSettings />
          <DataSettings />
          <RetentionSettings />
          <AboutSettings />
        </div>
        <div className={style.column}>
          <ConnectionSettings />
          <RuleSettings />
        </div>
      </div>
    </>
  );
}
