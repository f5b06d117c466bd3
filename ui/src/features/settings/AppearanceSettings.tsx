import { SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Theme } from "../../api/bindings";
import { Panel } from "../../components/Panel";
import { savePreferences } from "../../state/preferences";
import { useSnapshot } from "../../state/snapshot";
import style from "./SettingsPage.module.css";

export function AppearanceSettings() {
  const { t } = useTranslation("settings");
  const { preferences } = useSnapshot();
  return (
    <Panel title={t("appearance")}>
      <div className={style.body}>
        <SegmentedControl
          name="theme"
          aria-label={t("theme")}
          value={preferences.theme}
          onChange={(theme) => void savePreferences({ theme: theme as Theme })}
          data={[
            { value: "system", label: t("system") },
            { value: "light", label: t("light") },
            { value: "dark", label: t("dark") },
          ]}
        />
        <p>{t("themeNote")}</p>
      </div>
    </Panel>
  );
}
