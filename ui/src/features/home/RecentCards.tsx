import { VisuallyHidden } from "@mantine/core";
import { IconId, IconPinFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Thing } from "../../api/bindings";
import { EmptyState } from "../../components/EmptyState";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { useDates } from "../../state/dates";
import { thingLink } from "../entities/address";
import { kindIcons } from "../entities/kinds";
import { mainName, refOf } from "../entities/names";
import { recentsQuery } from "../entities/queries";
import classes from "./home.module.css";

const SHOWN = 6;

/** What was looked up last, the pinned ones first. */
export function RecentCards() {
  const { t } = useTranslation("home");
  const { data } = useQuery(recentsQuery);
  const things = [...(data?.pinned ?? []), ...(data?.recent ?? [])].slice(0, SHOWN);
  return (
    <Panel title={t("recentCards")} end={<Link to="/things">{t("allCards")}</Link>}>
      {data && things.length === 0 && (
        <EmptyState icon={IconId} title={t("noRecent")}>
          {t("noRecentNote")}
        </EmptyState>
      )}
      <ul className={classes.list}>
        {things.map((thing) => (
          <li key={thing.key}>
            <RecentCard thing={thing} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RecentCard({ thing }: { thing: Thing }) {
  const { t } = useTranslation("things");
  const dates = useDates();
  return (
    <Link {...thingLink(refOf(thing))} className={classes.card}>
      <Icon of={kindIcons[thing.kind]} />
      <span className={classes.words}>
        <bdi dir="ltr" className="mono">
          {mainName(thing)}
        </bdi>
        <span>
          <VisuallyHidden>{t(`kinds.${thing.kind}`)}</VisuallyHidden>{" "}
          {[thing.kind === "subscription" ? null : thing.subscription, thing.name].filter(Boolean).join(" · ")}
        </span>
      </span>
      {thing.pinned && (
        <>
          <Icon of={IconPinFilled} size={12} className={classes.pin} />
          <VisuallyHidden>{t("pinned")}</VisuallyHidden>
        </>
      )}
      <span className={classes.at}>{dates.short(thing.asOf)}</span>
    </Link>
  );
}
