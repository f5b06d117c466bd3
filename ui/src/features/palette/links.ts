import { IconLink, IconLinkOff } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useConnection } from "../../state/snapshot";
import { leadsTo, linkable, readLink } from "../links/deskLinks";
import { openedLink } from "../links/openedLink";
import type { Result } from "./results";

/** What precedes the `#` of a copied address is this or another computer's, and does not matter. */
const ADDRESS = /^(?:[a-z][a-z0-9+.-]*:\/\/[^\s#]*)?#(\/\S*)$/i;

/** The address in the window of a pasted text, such as `/requests?states=rejected`. A form is opened empty. */
export function addressIn(text: string): string | undefined {
  const address = ADDRESS.exec(text)?.[1];
  return address?.startsWith("/operations/") ? (linkable(address) ?? address.replace(/\?.*/, "")) : address;
}

/** The result that opens a pasted link. The opened page says so if the link leads nowhere. */
export function useLinkResult(text: string): Result | undefined {
  const { t } = useTranslation(["home", "links"]);
  const { history } = useRouter();
  const here = useConnection();
  const read = readLink(text);
  if (read && "fault" in read) {
    return {
      key: `link ${read.fault}`,
      name: t("links:notOpened"),
      about: t(`links:fault.${read.fault}`),
      icon: IconLinkOff,
      disabled: true,
      open: () => undefined,
    };
  }
  const address = read ? read.target.address : addressIn(text);
  if (address === undefined) return undefined;
  return {
    key: `link ${address}`,
    name: t("home:openLink"),
    about: `#${address}`,
    icon: IconLink,
    // The palette is asked for: only a change of the connection is a question.
    open: () =>
      read && !(here && leadsTo(here, read.target)) ? openedLink.set({ text, read }) : history.push(address),
  };
}
