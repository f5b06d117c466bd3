import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { pages } from "../../state/pages";
import { isOffered, restartWanted, updatesQuery } from "./updates";

/** The hint of a new version in the navigation. It leads to the settings, where the version is described. */
export function UpdateEntry({ className, nameClass }: { className?: string; nameClass?: string }) {
  const { t } = useTranslation("updates");
  const { data: updates } = useQuery(updatesQuery);
  const waits = restartWanted.use();
  if (!updates?.found || !isOffered(updates)) return null;
  const { version } = updates.found;
  return (
    <Link to={pages.settings.path} hash="updates" className={className} title={t("hintNote")}>
      <Icon of={IconDownload} />
      <span className={nameClass}>{t(waits ? "hintWaits" : "hint", { version })}</span>
    </Link>
  );
}
