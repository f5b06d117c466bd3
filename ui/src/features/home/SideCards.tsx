import { Button, VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconId, IconPinFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, EntityKind, RequestCounts, RequestState } from "../../api/bindings";
import { EmptyState } from "../../components/EmptyState";
import { Icon } from "../../components/Icon";
import { stateLook } from "../../components/labels/StateLabel";
import { Panel } from "../../components/Panel";
import { formatNumber } from "../../i18n/language";
import { useDates, useNow } from "../../state/dates";
import { openRowMenu } from "../../state/rowMenu";
import { connectionOf, minutesLeft, sheetDismissed, useSnapshot } from "../../state/snapshot";
import { useLinkHeight } from "../../table/useRowHeight";
import { hostOf } from "../connections/connectionDraft";
import { kindIcons } from "../entities/kindIcons";
import { entityLink } from "../entities/urls";
import { entityRefOf, mainIdentifier } from "../lookups/identifiers";
import { recentsQuery } from "../lookups/queries";
import classes from "./home.module.css";

const lines = [
  { name: "completed", look: "completed", states: ["completed"] },
  { name: "pending", look: "pending", states: ["pending"] },
  { name: "leaving", look: "sending", states: ["held", "queued", "sending", "notSent"] },
  { name: "unknown", look: "unknown", states: ["unknown"] },
  { name: "rejected", look: "rejected", states: ["rejected", "refused"] },
] as const satisfies { name: string; look: RequestState; states: RequestState[] }[];

/** Today's requests by outcome. */
export function TodayCounts({ counts }: { counts: RequestCounts | undefined }) {
  const { t } = useTranslation("home");
  const count = (states: readonly RequestState[]) =>
    (counts?.states ?? []).reduce((sum, one) => (states.includes(one.state) ? sum + one.count : sum), 0);
  return (
    <Panel title={t("today")} end={t("yourOwn")}>
      <dl className={classes.counts}>
        {lines.map(({ name, look, states }) => (
          <div key={name} data-tone={stateLook[look].tone}>
            <dt>
              <Icon of={stateLook[look].icon} size={14} />
              {t(name)}
            </dt>
            <dd data-zero={count(states) === 0 || undefined}>{counts ? formatNumber(count(states)) : "–"}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

/** Where there is less room, the page scrolls. */
const MIN_RECENT = 6;

/** What the panel is called after; a page of *Cards* lists everything. */
const CARDS: EntityKind[] = ["smartcard", "setTopBox", "item"];

/** The cards and boxes looked up last, pinned ones first. */
export function RecentEntities() {
  const { t } = useTranslation("home");
  const { data } = useQuery(recentsQuery);
  const { ref, height } = useElementSize<HTMLUListElement>();
  const lineHeight = useLinkHeight();
  const fitting = Math.max(MIN_RECENT, Math.floor((height + 1) / lineHeight));
  const all = [...(data?.pinned ?? []), ...(data?.recent ?? [])].filter(({ kind }) => CARDS.includes(kind));
  const entities = all.slice(0, fitting);
  const least = Math.min(MIN_RECENT, all.length) * lineHeight;
  return (
    <Panel title={t("recentCards")} end={<Link to="/entities">{t("allCards")}</Link>} className={classes.recent}>
      {data && entities.length === 0 && (
        <EmptyState icon={IconId} title={t("noRecent")}>
          {t("noRecentNote")}
        </EmptyState>
      )}
      <ul ref={ref} className={classes.list} style={{ minBlockSize: least }}>
        {entities.map((entity) => (
          <li key={entity.key}>
            <RecentEntity entity={entity} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RecentEntity({ entity }: { entity: Entity }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  return (
    <Link
      {...entityLink(entityRefOf(entity))}
      className={classes.card}
      onContextMenu={(event) => openRowMenu(event, { entity })}
    >
      <Icon of={kindIcons[entity.kind]} />
      <span className={classes.words}>
        <bdi dir="ltr" className="mono">
          {mainIdentifier(entity)}
        </bdi>
        <span>
          <VisuallyHidden>{t(`kinds.${entity.kind}`)}</VisuallyHidden>{" "}
          {[entity.kind === "subscription" ? null : entity.subscription, entity.name].filter(Boolean).join(" · ")}
        </span>
      </span>
      {entity.pinned && (
        <>
          <Icon of={IconPinFilled} size={12} className={classes.pin} />
          <VisuallyHidden>{t("pinned")}</VisuallyHidden>
        </>
      )}
      <span className={classes.at}>{dates.short(entity.asOf)}</span>
    </Link>
  );
}

/** The length of the bar where the server does not report the idle limit: two hours, its fixed limit from R12 on. */
const FIXED_SESSION_MINUTES = 120;

/** The signed-in user, the server, and the remaining time of the session. */
export function SessionCard() {
  const { t } = useTranslation("home");
  const snapshot = useSnapshot();
  const { session } = snapshot;
  const now = useNow(10_000);
  const connection = connectionOf(snapshot);
  if (!session || !connection) return null;
  const ended = session.state === "ended";
  const left = minutesLeft(session, now);
  const whole = session.idleSeconds === null ? FIXED_SESSION_MINUTES : session.idleSeconds / 60;
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
