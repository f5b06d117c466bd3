import { Button, SegmentedControl, Switch } from "@mantine/core";
import { IconMinus, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Density, Theme } from "../../api/bindings";
import { IconButton } from "../../components/IconButton";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import generated from "../../generated/numberSettings.json";
import { savePreferences, useSnapshot } from "../../state/snapshot";
import { changeZoom, zoomQuery } from "../../state/zoom";
import { useRunCommand } from "../window-commands/useRunCommand";
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
        <SegmentedControl
          name="density"
          aria-label={t("density")}
          value={preferences.density}
          onChange={(density) => void savePreferences({ density: density as Density })}
          data={[
            { value: "comfortable", label: t("comfortable") },
            { value: "compact", label: t("compact") },
          ]}
        />
        <p>{t("densityNote")}</p>
        <ZoomSetting />
      </div>
    </Panel>
  );
}

function ZoomSetting() {
  const { t } = useTranslation("settings");
  const { data: percent } = useQuery(zoomQuery);
  return (
    <>
      <div className={classes.zoom}>
        {t("zoom")}
        <IconButton icon={IconMinus} label={t("zoomOut")} onClick={() => void changeZoom("out")} />
        <output>{percent !== undefined && t("percent", { percent })}</output>
        <IconButton icon={IconPlus} label={t("zoomIn")} onClick={() => void changeZoom("in")} />
        <Button size="xs" variant="subtle" onClick={() => void changeZoom("reset")}>
          {t("zoomReset")}
        </Button>
      </div>
      <p>{t("zoomNote")}</p>
    </>
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

/** Notifications of the system, for this user's requests that end while the window is not in front. */
export function NotificationSettings() {
  const { t } = useTranslation("settings");
  const { notifications } = useSnapshot().preferences;
  const { save, problem } = useSaving([]);
  return (
    <Panel title={t("notifications")}>
      <div className={classes.body}>
        <Switch
          name="notifications"
          label={t("notificationsOn")}
          checked={notifications}
          onChange={(event) => save({ notifications: event.currentTarget.checked })}
        />
        <p>{t("notificationsNote")}</p>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}

const ABOUT = [
  ["diagnostics", "settings:copyDiagnostics"],
  ["logs", "settings:openLogs"],
  ["licences", "settings:licences"],
  ["help", "settings:shortcuts"],
  ["tour", "help:tour"],
] as const;

/** The version, and what support asks for. */
export function AboutSettings() {
  const { t } = useTranslation(["settings", "common", "help"]);
  const run = useRunCommand();
  const { version } = useSnapshot();
  return (
    <Panel title={t("settings:about")}>
      <div className={classes.body}>
        <span>
          {t("common:app")} <Identifier value={version} />
        </span>
        <p>{t("settings:aboutNote")}</p>
        <div className={classes.pair}>
          {ABOUT.map(([id, text]) => (
            <Button key={id} onClick={() => run(id)}>
              {t(text)}
            </Button>
          ))}
        </div>
        <p>{t("help:diagnosticsNote")}</p>
      </div>
    </Panel>
  );
}
