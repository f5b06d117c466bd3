import { useMatches } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { connectionOf, useSnapshot } from "../state/snapshot";

/** Key of the message catalogue for the name of a route's page. */
export type PageTitle = (params: Record<string, string | undefined>) => string | undefined;

/**
 * Names environment, connection and page in the window's title, so that a switch between windows tells LIVE from others.
 * Other programs see the title: it has no numbers and no names of customers.
 */
export function useWindowTitle() {
  const { t } = useTranslation();
  const connection = connectionOf(useSnapshot());
  const page = useMatches()
    .map(({ staticData, params }) => staticData.title?.(params))
    .findLast((title) => title !== undefined);
  // A test looks whether each key is one.
  const title = [connection && t(connection.kind), connection?.name, page && t(page as "app"), t("app")]
    .filter(Boolean)
    .join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
}
