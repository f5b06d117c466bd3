import { IconBuilding, IconContrastFilled, IconServer2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { EnvWord } from "../../components/EnvWord";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { hostOf } from "../../features/connections/host";
import { useNow } from "../../state/clock";
import { useDates } from "../../state/dates";
import { savePreferences } from "../../state/preferences";
import { connectionOf, useSnapshot } from "../../state/snapshot";
import { useScheme } from "../../theme/Appearance";
import style from "./EnvBar.module.css";
import { NetworkState, SessionState } from "./EnvStates";

/** Round every page: which environment this is, in word, colour and stripe, and how it stands with the server. */
export function EnvBar() {
  const { t } = useTranslation(["shell", "common"]);
  const snapshot = useSnapshot();
  const connection = connectionOf(snapshot);
  const { session } = snapshot;
  return (
    <section className={style.bar} aria-label={t("shell:environment")}>
      {connection && <EnvWord kind={connection.kind} />}
      <span className={style.item}>
        <b>{connection?.name ?? t("shell:noConnection")}</b>
      </span>
      {session ? (
        <>
          <span className={style.item} data-shrinks>
            <Icon of={IconServer2} size={14} />
            <bdi dir="ltr" className="mono">
              {connection?.kind === "sandbox" ? t("shell:builtIn") : hostOf(connection?.serverUrl)}
            </bdi>
          </span>
          <span className={style.item} data-shrinks>
            <Icon of={IconBuilding} size={14} />
            <span>{[session.organisation, session.unit].filter(Boolean).join(", ")}</span>
          </span>
        </>
      ) : (
        <span className={style.item}>{t("shell:notSignedIn")}</span>
      )}
      <span className={style.gap} />
      {session ? (
        <>
          <NetworkState network={snapshot.network} />
          <SessionState session={session} keyring={snapshot.keyring} />
          <ServerTime />
        </>
      ) : (
        <span className={style.item}>{`${t("common:app")} ${snapshot.version}`}</span>
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
    <span className={style.item} title={t("serverTimeNote")}>
      <span className={style.wide}>{t("serverTime")}</span> <b>{dates.time(now)}</b> {dates.zone}
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
