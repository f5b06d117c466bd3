import { IconLink, IconLinkOff } from "@tabler/icons-react";
import { commands } from "../../api/bindings";
import { queryClient, snapshotQuery } from "../../api/queries";
import { i18next } from "../../i18n/i18n";
import "../../i18n/lazyNamespaces";
import { copyText } from "../../state/clipboard";
import { connectionOf } from "../../state/snapshot";
import { parseSearch } from "../../state/urlSearch";
import { entityQuery } from "../entities/queries";
import { entityOf, entitySearch } from "../entities/urls";
import { showProblem, showToast, ToastBody } from "../toasts/showToast";
import { addressOfEntity, addressOfRequest, linkTo } from "./deskLinks";

/** Copies the link to an address of this window, and says so; or that the page has none. */
export async function copyLink(address: string) {
  try {
    const snapshot = queryClient.getQueryData(snapshotQuery.queryKey);
    const connection = snapshot && connectionOf(snapshot);
    const named = await byServerIds(address);
    const link = connection && named && linkTo(connection, named);
    if (!link) {
      showToast({
        message: (
          <ToastBody
            tone="warn"
            icon={IconLinkOff}
            title={i18next.t("links:noLink")}
            detail={i18next.t("links:noLinkWhy")}
          />
        ),
      });
    } else if (await copyText(link)) {
      showToast({
        message: (
          <ToastBody
            tone="ok"
            icon={IconLink}
            title={i18next.t("links:copied")}
            detail={i18next.t("links:copiedNote")}
          />
        ),
      });
    }
  } catch (reason) {
    showProblem(reason);
  }
}

/** The address with the server's ids in place of this desk's keys and of customers' numbers, where they are known. */
async function byServerIds(address: string): Promise<string | undefined> {
  const [path = "", search = ""] = address.split("?");
  const [, page, ...rest] = path.split("/").map(decodeURIComponent);
  const [first = "", second] = rest;
  if ((page === "requests" || page === "rejected") && first !== "" && !first.startsWith("server-")) {
    const { row } = await commands.requests.request(first);
    return row.id === null ? undefined : addressOfRequest(row.id);
  }
  if (page === "entities" && second !== undefined) {
    const { by } = entitySearch(parseSearch(search));
    const { entity } = await queryClient.ensureQueryData(entityQuery(entityOf({ kind: first, text: second }, by)));
    return entity.id === null ? undefined : addressOfEntity(entity.kind, entity.id);
  }
  return address;
}
