import { VisuallyHidden } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { requestCountsQuery, requestsQuery } from "../../api/queries";
import { useDates, useNow } from "../../state/dates";
import classes from "./home.module.css";
import { OperationTiles } from "./OperationTiles";
import { SearchField } from "./SearchField";
import { RecentEntities, SessionCard, TodayCounts } from "./SideCards";
import { YourRequests } from "./YourRequests";

const SHOWN = 10;

/** The search field, the operations, and today's requests with their outcome. */
export function HomePage() {
  const { t } = useTranslation("home");
  const dates = useDates();
  const minute = useNow(60_000);
  const since = useMemo(() => dates.dayStart(minute), [dates, minute]);
  const today = useMemo(() => ({ mine: true, from: since }), [since]);
  const { data } = useQuery(requestsQuery({ filter: today, limit: SHOWN }));
  const { data: counts } = useQuery(requestCountsQuery(today));
  return (
    <div className={classes.page}>
      <VisuallyHidden component="h1">{t("title")}</VisuallyHidden>
      <SearchField />
      <div className={classes.grid}>
        <div className={classes.left}>
          <OperationTiles />
          <YourRequests page={data} total={counts?.total} />
        </div>
        <div className={classes.side}>
          <TodayCounts counts={counts} />
          <RecentEntities />
          <SessionCard />
        </div>
      </div>
    </div>
  );
}
