import { useTranslation } from "react-i18next";
import { FindButton } from "../../components/FindButton";
import { PageHead } from "../../components/PageHead";
import { AboutSettings, AppearanceSettings, HoldSettings, SendingSettings } from "./AppSettings";
import { ConnectionSettings } from "./ConnectionSettings";
import { DataSettings } from "./DataSettings";
import { LookUpSettings } from "./LookUpSettings";
import { RetentionSettings } from "./RetentionSettings";
import { RuleSettings } from "./RuleSettings";
import { ScannerSettings } from "./ScannerSettings";
import classes from "./settings.module.css";

/** The settings of this computer and user. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  return (
    <>
      <PageHead title={t("title")} end={<FindButton />} />
      <div className={classes.page}>
        <div className={classes.column}>
          <AppearanceSettings />
          <HoldSettings />
          <SendingSettings />
          <ScannerSettings />
          <LookUpSettings />
          <DataSettings />
          <RetentionSettings />
          <AboutSettings />
        </div>
        <div className={classes.column}>
          <ConnectionSettings />
          <RuleSettings />
        </div>
      </div>
    </>
  );
}
