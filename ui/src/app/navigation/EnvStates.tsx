import { IconClock, IconKeyOff, IconWifi, IconWifiOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Keyring, Network, Session } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { useNow } from "../../state/clock";
import { minutesLeft } from "../../state/session";
import style from "./EnvBar.module.css";

export function NetworkState({ network }: { network: Network }) {
  const { t } = useTranslation("shell");
  if (network === "unknown") return null;
  const offline = network === "offline";
  return (
    <span className={style.item} data-tone={offline ? "bad" : undefined} role="status">
      <Icon of={offline ? IconWifiOff : IconWifi} size={14} />
      {t(network)}
    </span>
  );
}

/** Below this many minutes the bar warns. */
const SOON = 5;

export function SessionState({ session, keyring }: { session: Session; keyring: Keyring }) {
  const { t } = useTranslation("shell");
  const left = minutesLeft(session, useNow(10_000));
  const ended = session.state === "ended";
  const warn = ended || (left !== null && left <= SOON && !session.renewsItself);
  return (
    <>
      {!session.stored && !ended && (
        <span className={style.badge} title={`${t("inMemoryNote")} ${keyring.detail ?? ""}`}>
          <Icon of={IconKeyOff} size={14} />
          {t("inMemory")}
        </span>
      )}
      <span
        className={style.item}
        data-tone={warn ? "warn" : undefined}
        title={t(session.renewsItself ? "renewsItself" : session.idleSeconds === null ? "fixedEnd" : "idleEnd")}
      >
        <Icon of={IconClock} size={14} />
        {ended ? t("sessionEnded") : left === null ? t("sessionOpen") : t("sessionLeft", { minutes: left })}
      </span>
    </>
  );
}
