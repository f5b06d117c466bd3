import { UnstyledButton } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { pages } from "../../state/pages";
import { isOffered, restartWanted, updatesQuery } from "./updates";

/**
 * The hint of a new version in the navigation. It opens the settings, where the version is described; it is no link, because
 * a link to the current page looks like the page's own entry.
 */
export function UpdateEntry({ className, nameClass }: { className?: string; nameClass?: string }) {
  const { t } = useTranslation("updates");
  const navigate = useNavigate();
  const { data: updates } = useQuery(updatesQuery);
  const waits = restartWanted.use();
  if (!updates?.found || !isOffered(updates)) return null;
  const { version } = updates.found;
  return (
    <UnstyledButton
      className={className}
      title={t("hintNote")}
      onClick={() => void navigate({ to: pages.settings.path, hash: "updates" })}
    >
      <Icon of={IconDownload} />
      <span className={nameClass}>{t(waits ? "hintWaits" : "hint", { version })}</span>
    </UnstyledButton>
  );
}
