import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection } from "../../api/bindings";
import { FindButton } from "../../components/FindButton";
import { firstControl, useLanding } from "../../components/focus";
import { PageHead } from "../../components/PageHead";
import { Panel, PanelFacts } from "../../components/Panel";
import { useSnapshot } from "../../state/snapshot";
import { useChooseConnection } from "../../state/useChooseConnection";
import { ConnectionCards } from "../connections/ConnectionCards";
import { ConnectionDialog } from "../connections/LazyConnectionDialog";
import { TryKeyring } from "../connections/TryKeyring";
import { UpdateSettings } from "../updates/UpdateSettings";
import { AboutSettings, AppearanceSettings, HoldSettings, NotificationSettings, SendingSettings } from "./AppSettings";
import { CaIdSettings } from "./CaIdSettings";
import { LookUpSettings } from "./LookUpSettings";
import { NumberSettings } from "./NumberSettings";
import { RetentionSettings } from "./RetentionSettings";
import { RuleSettings } from "./RuleSettings";
import { ScannerSettings } from "./ScannerSettings";
import { SessionStartSettings } from "./SessionStartSettings";
import classes from "./settings.module.css";

/** The settings of this computer and user. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  const page = useRef<HTMLDivElement>(null);
  useLanding(() => firstControl(page.current));
  return (
    <>
      <PageHead title={t("title")} end={<FindButton />} />
      <div ref={page} className={classes.page}>
        <div className={classes.column}>
          <AppearanceSettings />
          <HoldSettings />
          <SendingSettings />
          <NotificationSettings />
          <SessionStartSettings />
          <ScannerSettings />
          <LookUpSettings />
          <DataSettings />
          <RetentionSettings />
          <UpdateSettings />
          <AboutSettings />
        </div>
        <div className={classes.column}>
          <ConnectionSettings />
          <RuleSettings />
          <CaIdSettings />
        </div>
      </div>
    </>
  );
}

function ConnectionSettings() {
  const { t } = useTranslation("settings");
  const snapshot = useSnapshot();
  const [editing, setEditing] = useState<Connection | "new" | null>(null);
  const choose = useChooseConnection();
  return (
    <Panel title={t("connections")} note={t("connectionsNote")}>
      <div className={`${classes.body} ${classes.stretch}`}>
        <ConnectionCards
          connections={snapshot.connections}
          chosen={snapshot.connection}
          onChoose={(id) => void choose(id)}
          onEdit={(one) => setEditing(one ?? "new")}
        />
      </div>
      {editing && (
        <ConnectionDialog
          connection={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}

/** The data that is kept on this computer, its places, and the data that is never kept. */
function DataSettings() {
  const { t } = useTranslation("settings");
  const { keyring, session } = useSnapshot();
  return (
    <Panel title={t("data")}>
      <PanelFacts className={classes.body}>
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
      </PanelFacts>
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
