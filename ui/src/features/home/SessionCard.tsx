import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Panel } from "../../components/Panel";
import { useNow } from "../../state/clock";
import { minutesLeft, sheetDismissed } from "../../state/session";
import { connectionOf, useSnapshot } from "../../state/snapshot";
import { hostOf } from "../connections/host";
import classes from "./home.module.css";

/** A whole session, for the bar, where the server does not say how long it lasts unused: from R12, two hours. */
const FIXED_MINUTES = 120;

/** Who is signed in where, and for how long. */
export function SessionCard() {
  const { t } = useTranslation("home");
  const snapshot = useSnapshot();
  const { session } = snapshot;
  const now = useNow(10_000);
  const connection = connectionOf(snapshot);
  if (!session || !connection) return null;
  const ended = session.state === "ended";
  const left = minutesLeft(session, now);
  const whole = session.idleSeconds === null ? FIXED_MINUTES : session.idleSeconds / 60;
  return (
    <Panel
      title={t("session")}
      end={
        ended && (
          <Button size="xs" onClick={() => sheetDismissed.set(false)}>
            {t("signInAgain")}
          </Button>
        )
      }
    >
      <div className={classes.session}>
        <p>
          {ended || left === null ? (
            <b>{ended ? t("ended") : t("openEnd")}</b>
          ) : (
            <>
              <b>{t("minutes", { minutes: left })}</b> {t(session.idleSeconds === null ? "leftFixed" : "leftIdle")}
            </>
          )}
        </p>
        <span className={classes.bar} aria-hidden>
          <span style={{ inlineSize: `${ended ? 0 : Math.min(100, ((left ?? whole) / whole) * 100)}%` }} />
        </span>
        <p className={classes.note}>{t(session.renewsItself ? "renews" : "keepForm")}</p>
        <dl className={classes.facts}>
          <dt>{t("user")}</dt>
          <dd>{session.user}</dd>
          <dt>{t("server")}</dt>
          <dd>
            <bdi dir="ltr" className="mono">
              {hostOf(connection.serverUrl)}
            </bdi>
          </dd>
          <dt>{t("release")}</dt>
          <dd>{connection.release}</dd>
          <dt>{t("stored")}</dt>
          <dd>{t(session.stored ? "inKeyring" : "inMemory")}</dd>
        </dl>
      </div>
    </Panel>
  );
}
