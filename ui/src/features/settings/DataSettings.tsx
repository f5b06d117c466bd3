import { useTranslation } from "react-i18next";
import { Panel } from "../../components/Panel";
import { useSnapshot } from "../../state/snapshot";
import { TryKeyring } from "../connections/TryKeyring";
import { NumberSettings } from "./NumberSettings";
import classes from "./settings.module.css";

/** The data that is kept on this computer, its places, and the data that is never kept. */
export function DataSettings() {
  const { t } = useTranslation("settings");
  const { keyring, session } = useSnapshot();
  return (
    <Panel title={t("data")}>
      <dl className={`${classes.body} ${classes.facts}`}>
        <dt>{t("keyring")}</dt>
        <dd>
          {t(`keyringIs.${keyring.state}`)} {keyring.detail} <TryKeyring keyring={keyring} />
        </dd>
        <dt>{t("session")}</dt>
        <dd>{session === null ? t("noSession") : t(session.stored ? "sessionStored" : "sessionInMemory")}</dd>
        <dt>{t("journal")}</dt>
        <dd>{t("journalNote")}</dd>
        <dt>{t("cache")}</dt>
        <dd>{t("cacheNote")}</dd>
        <dt>{t("forms")}</dt>
        <dd>{t("formsNote")}</dd>
        <dt>{t("log")}</dt>
        <dd>{t("logNote")}</dd>
        <dt>{t("never")}</dt>
        <dd>{t("neverNote")}</dd>
      </dl>
      <KeepingSettings />
    </Panel>
  );
}

/** For how many days others' requests stay on this computer. */
function KeepingSettings() {
  const { t } = useTranslation("settings");
  return (
    <div className={classes.body}>
      <p>{t("keepingNote")}</p>
      <NumberSettings panel="keeping" />
    </div>
  );
}
