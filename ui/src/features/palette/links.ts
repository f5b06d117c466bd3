import { IconLink } from "@tabler/icons-react";
import { useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Result } from "./results";

/** What precedes the `#` of a copied address is this or another computer's, and does not matter. */
const LINK = /^(?:[a-z][a-z0-9+.-]*:\/\/[^\s#]*)?#(\/\S*)$/i;

/** The address in the window of a pasted link, such as `/requests?states=rejected`. */
export const addressIn = (text: string): string | undefined => LINK.exec(text)?.[1];

/** The result that opens a pasted link. The opened page says so if the link leads nowhere. */
export function useLinkResult(text: string): Result | undefined {
  const { t } = useTranslation("home");
  const { history } = useRouter();
  const address = addressIn(text);
  if (address === undefined) return undefined;
  return {
    key: `link ${address}`,
    name: t("openLink"),
    about: `#${address}`,
    icon: IconLink,
    open: () => history.push(address),
  };
}
