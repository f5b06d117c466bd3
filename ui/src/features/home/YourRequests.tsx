import { IconSend } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RequestPage } from "../../api/bindings";
import { EmptyState } from "../../components/EmptyState";
import { Panel } from "../../components/Panel";
import { SkeletonRows } from "../../components/SkeletonRows";
import { useDates } from "../../state/dates";
import classes from "./home.module.css";
import { RequestLine } from "./RequestLine";

/** The newest of today's requests of this desk, each with what is happening to it. */
export function YourRequests({ page, total }: { page: RequestPage | undefined; total: number | undefined }) {
  const { t } = useTranslation("home");
  const dates = useDates();
  const synced = page?.synced == null ? t("notSynced") : t("synced", { time: dates.seconds(page.synced) });
  return (
    <Panel
      title={t("yours")}
      note={total !== undefined && t("count", { count: total })}
      end={page && synced}
      className={classes.panel}
    >
      <div className={classes.rows}>
        {!page && <SkeletonRows rows={6} />}
        {page?.rows.length === 0 && (
          <EmptyState icon={IconSend} title={t("none")}>
            {t("noneNote")}
          </EmptyState>
        )}
        {page && page.rows.length > 0 && (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t("state")}</th>
                <th scope="col">{t("made")}</th>
                <th scope="col">{t("job")}</th>
                <th scope="col">{t("card")}</th>
                <th scope="col">{t("subscription")}</th>
                <th scope="col">{t("happening")}</th>
              </tr>
            </thead>
            <tbody>
              {page.rows.map((row) => (
                <RequestLine key={row.key} row={row} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      {page && total !== undefined && total > 0 && (
        <footer className={classes.foot}>
          <span>{t("shown", { shown: page.rows.length, total })}</span>
          <Link to="/requests" search={{ mine: "true", made: "today" }}>
            {t("showAll")}
          </Link>
        </footer>
      )}
    </Panel>
  );
}
