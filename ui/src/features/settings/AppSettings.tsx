import { SegmentedControl, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Theme } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import generated from "../../generated/numberSettings.json";
import { savePreferences, useSnapshot } from "../../state/snapshot";
import { NumberSettings, useSaving } from "./NumberSettings";
import classes from "./settings.module.css";

export function AppearanceSettings() {
  const { t } = useTranslation("settings");
  const { preferences } = useSnapshot();
  return (
    <Panel title={t("appearance")}>
      <div className={classes.body}>
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

/** The undo hold: the seconds that a request waits and can be taken back. */
export function HoldSettings() {
  const { t } = useTranslation("settings");
  const { holdSeconds } = useSnapshot().preferences;
  const { save, problem } = useSaving([]);
  const on = holdSeconds > 0;
  return (
    <Panel title={t("hold")}>
      <div className={classes.body}>
        <Switch
          name="hold"
          label={t("holdOn")}
          checked={on}
          onChange={(event) => save({ holdSeconds: event.currentTarget.checked ? generated.defaults.holdSeconds : 0 })}
        />
        <p>{on ? t("holdNote", { count: holdSeconds }) : t("holdOff")}</p>
        <NumberSettings panel="hold" />
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}

/** How many requests may be on the wire at the same time. */
export function SendingSettings() {
  const { t } = useTranslation("settings");
  return (
    <Panel title={t("sending")}>
      <div className={classes.body}>
        <NumberSettings panel="sending" />
        <p>{t("maxInFlightNote")}</p>
      </div>
    </Panel>
  );
}

export function AboutSettings() {
  const { t } = useTranslation(["settings", "common"]);
  const { version } = useSnapshot();
  return (
    <Panel title={t("settings:about")}>
      <div className={classes.body}>
        <span>
          {t("common:app")} <Identifier value={version} />
        </span>
        <p>{t("settings:aboutNote")}</p>
      </div>
    </Panel>
  );
}
