import { IconSend } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { Ref } from "react";
import { useTranslation } from "react-i18next";
import type { RequestPage, RequestRow } from "../../api/bindings";
import { EmptyState } from "../../components/EmptyState";
import { StateLabel } from "../../components/labels/StateLabel";
import { Panel } from "../../components/Panel";
import { SkeletonRows } from "../../components/SkeletonRows";
import { useDates } from "../../state/dates";
import { useOwnRequests } from "../../state/ownRequests";
import { useOperationName, useProgressText } from "../../state/requestTexts";
import { openRowMenu } from "../../state/rowMenu";
import { useShowsRequests } from "../../state/uiState";
import { joinValues } from "../../state/urlSearch";
import classes from "./home.module.css";

interface YourRequestsProps {
  page: RequestPage | undefined;
  /** Number of today's requests that were sent one by one; `all` has those of bulk retries too. */
  total: number | undefined;
  all: number | undefined;
  /** The box of the rows, which has the height that the page leaves to it. */
  ref: Ref<HTMLDivElement>;
}

/** The newest of the user's requests of today, each with its progress. */
export function YourRequests({ page, total, all, ref }: YourRequestsProps) {
  const { t } = useTranslation("home");
  const dates = useDates();
  const { users } = useOwnRequests();
  useShowsRequests(page?.rows.map(({ key }) => key) ?? []);
  const bulk = total === undefined || all === undefined ? 0 : Math.max(0, all - total);
  const synced = page?.synced == null ? t("notSynced") : t("synced", { time: dates.seconds(page.synced) });
  return (
    <Panel
      title={t("yours")}
      note={total !== undefined && t("count", { count: total })}
      end={page && synced}
      className={classes.panel}
    >
      <div ref={ref} className={classes.rows}>
        {!page && <SkeletonRows rows={6} />}
        {page?.rows.length === 0 && (
          <EmptyState icon={IconSend} title={t(bulk > 0 ? "onlyBulk" : "none")}>
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
      {page && total !== undefined && total + bulk > 0 && (
        <footer className={classes.foot}>
          <span>
            {t("shown", { shown: page.rows.length, total })}
            {bulk > 0 && ` · ${t("inBulk", { count: bulk })}`}
          </span>
          <Link to="/requests" search={{ user: joinValues(users), made: "today", mine: "true" }}>
            {t("showAll")}
          </Link>
        </footer>
      )}
    </Panel>
  );
}

/** One request in one line. */
function RequestLine({ row }: { row: RequestRow }) {
  const dates = useDates();
  const operationName = useOperationName();
  const happening = useProgressText(row);
  const navigate = useNavigate();
  const wrong = row.state === "rejected" || row.state === "refused";
  return (
    // A click anywhere in the row opens the request; the keyboard uses the link in it.
    <tr
      onClick={() => void navigate({ to: "/requests/$key", params: { key: row.key } })}
      onContextMenu={(event) => openRowMenu(event, { request: row })}
    >
      <td>
        <StateLabel state={row.state} text={row.stateText} />
      </td>
      <td>{row.created === null ? "–" : dates.time(row.created)}</td>
      <td>
        <Link to="/requests/$key" params={{ key: row.key }} className={classes.operation}>
          {operationName(row)}
        </Link>
      </td>
      <td>
        <bdi dir="ltr" className="mono">
          {row.smartcard ?? "–"}
        </bdi>
      </td>
      <td>
        <bdi dir="ltr" className="mono">
          {row.subscription ?? "–"}
        </bdi>
      </td>
      <td className={classes.happening} data-tone={wrong ? "bad" : row.state === "unknown" ? "warn" : undefined}>
        {happening}
      </td>
    </tr>
  );
}
