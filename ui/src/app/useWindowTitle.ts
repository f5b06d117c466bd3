import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { settledOf, sheetOnItsWay } from "../state/batches";
import { connectionOf, useSnapshot } from "../state/snapshot";

/** Key of the message catalogue for the name of a route's page. */
export type PageTitle = (params: Record<string, string | undefined>) => string | undefined;

/** How much of the sheet that is being sent has an outcome, in whole per cent: a title is not written for each row. */
function useShareSent(): string | undefined {
  const { t } = useTranslation("shell");
  const batch = sheetOnItsWay.use();
  if (!batch || batch.ready === 0) return undefined;
  const done = Math.floor((100 * settledOf(batch)) / batch.ready);
  return t(batch.state === "paused" ? "sheetPaused" : "sheetSending", { done });
}

/**
 * Names environment, connection and page in the window's title, so that a switch between windows tells LIVE from others.
 * Other programs see the title: it has no numbers of cards and no names of customers.
 */
export function useWindowTitle() {
  const { t } = useTranslation();
  const connection = connectionOf(useSnapshot());
  const page = useMatches()
    .map(({ staticData, params }) => staticData.title?.(params))
    .findLast((title) => title !== undefined);
  // A test looks whether each key is one.
  const sent = useShareSent();
  const title = [connection && t(connection.kind), sent, connection?.name, page && t(page as "app"), t("app")]
    .filter(Boolean)
    .join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
