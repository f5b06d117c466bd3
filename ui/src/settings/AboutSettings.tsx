import { useTranslation } from "react-i18next";
import { useSnapshot } from "../desk/snapshot";
import { Identifier } from "../kit/Identifier";
import { Panel } from "../kit/Panel";
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
