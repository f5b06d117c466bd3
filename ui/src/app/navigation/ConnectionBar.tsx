import {
  IconBuilding,
  IconClock,
  IconContrastFilled,
  IconKeyOff,
  IconServer2,
  IconWifi,
  IconWifiOff,
} from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Keyring, Network, Session } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { EnvironmentTag } from "../../components/labels/EnvironmentTag";
import { useAnnounced } from "../../components/live/announce";
import { hostOf } from "../../features/connections/connectionDraft";
import { useDates, useNow } from "../../state/dates";
import { connectionOf, minutesLeft, savePreferences, useSnapshot } from "../../state/snapshot";
import { useScheme } from "../Appearance";
import classes from "../app.module.css";

/** The bar over every page: the environment in word, colour and stripe, and the state of network and session. */
export function ConnectionBar() {
  const { t } = useTranslation(["shell", "common"]);
  const snapshot = useSnapshot();
  const connection = connectionOf(snapshot);
  const { session } = snapshot;
  return (
    <section className={classes.bar} aria-label={t("shell:environment")}>
      {connection && <EnvironmentTag kind={connection.kind} />}
      <span className={classes.item}>
        <b>{connection?.name ?? t("shell:noConnection")}</b>
      </span>
      {session ? (
        <>
          <span className={classes.item} data-shrinks>
            <Icon of={IconServer2} size={14} />
            <bdi dir="ltr" className="mono">
              {connection?.kind === "sandbox" ? t("shell:builtIn") : hostOf(connection?.serverUrl)}
            </bdi>
          </span>
          <span className={classes.item} data-shrinks>
            <Icon of={IconBuilding} size={14} />
            <span>{[session.organisation, session.unit].filter(Boolean).join(", ")}</span>
          </span>
        </>
      ) : (
        <span className={classes.item}>{t("shell:notSignedIn")}</span>
      )}
      <span className={classes.gap} />
      {session ? (
        <>
          <NetworkState network={snapshot.network} />
          <SessionState session={session} keyring={snapshot.keyring} />
          <ServerTime />
        </>
      ) : (
        <span className={classes.item}>{`${t("common:app")} ${snapshot.version}`}</span>
      )}
      <ThemeToggle />
    </section>
  );
}

function ServerTime() {
  const { t } = useTranslation("shell");
  const now = useNow(1000);
  const dates = useDates();
  return (
    <span className={classes.item} title={t("serverTimeNote")}>
      <span className={classes.wide}>{t("serverTime")}</span> <b>{dates.time(now)}</b> {dates.zone}
    </span>
  );
}

function ThemeToggle() {
  const { t } = useTranslation("shell");
  const scheme = useScheme(useSnapshot().preferences.theme);
  const other = scheme === "dark" ? "light" : "dark";
  return (
    <IconButton
      icon={IconContrastFilled}
      label={t(other === "dark" ? "toDark" : "toLight")}
      onClick={() => void savePreferences({ theme: other })}
    />
  );
}

function NetworkState({ network }: { network: Network }) {
  const { t } = useTranslation("shell");
  const offline = network === "offline";
  const [lost, setLost] = useState(offline);
  if (offline && !lost) setLost(true);
  // A notice announces the loss.
  useAnnounced(lost && network === "online" ? t("online") : "");
  if (network === "unknown") return null;
  return (
    <span className={classes.item} data-tone={offline ? "bad" : undefined}>
      <Icon of={offline ? IconWifiOff : IconWifi} size={14} />
      {t(network)}
    </span>
  );
}

/** The bar warns when the session has fewer minutes left. */
const WARNING_MINUTES = 5;

function SessionState({ session, keyring }: { session: Session; keyring: Keyring }) {
  const { t } = useTranslation("shell");
  const left = minutesLeft(session, useNow(10_000));
  const ended = session.state === "ended";
  const warn = ended || (left !== null && left <= WARNING_MINUTES && !session.renewsItself);
  return (
    <>
      {!session.stored && !ended && (
        <span className={classes.environment} title={`${t("inMemoryNote")} ${keyring.detail ?? ""}`}>
          <Icon of={IconKeyOff} size={14} />
          {t("inMemory")}
        </span>
      )}
      <span
        className={classes.item}
        data-tone={warn ? "warn" : undefined}
        title={t(session.renewsItself ? "renewsItself" : session.idleSeconds === null ? "fixedEnd" : "idleEnd")}
      >
        <Icon of={IconClock} size={14} />
        {ended ? t("sessionEnded") : left === null ? t("sessionOpen") : t("sessionLeft", { minutes: left })}
      </span>
    </>
  );
}
