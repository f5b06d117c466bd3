import { useTranslation } from "react-i18next";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { useSnapshot } from "../../state/snapshot";
import style from "./SettingsPage.module.css";

export function AboutSettings() {
  const { t } = useTranslation(["settings", "common"]);
  const { version } = useSnapshot();
  return (
    <Panel title={t("settings:about")}>
      <div className={style.body}>
        <span>
          {t("common:app")} <Identifier value={version} />
        </span>
        <p>{t("settings:aboutNote")}</p>
      </div>
    </Panel>
  );
}
