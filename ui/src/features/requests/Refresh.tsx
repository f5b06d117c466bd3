import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { useDates } from "../../state/dates";
import { useSnapshot } from "../../state/snapshot";
import classes from "./requests.module.css";
import { SyncLine } from "./SyncLine";

interface RefreshProps {
  /** When the server's lists were read last. */
  synced: number | null;
  busy: boolean;
  onRefresh: () => void;
}

/** How old the list is, and the way to make it new. */
export function Refresh({ synced, busy, onRefresh }: RefreshProps) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const { sync } = useSnapshot();
  return (
    <>
      <Button
        variant="subtle"
        aria-keyshortcuts="Control+R"
        aria-disabled={busy}
        leftSection={<Icon of={IconRefresh} size={14} className={busy || sync ? classes.spin : undefined} />}
        rightSection={<Kbd keys="Ctrl+R" />}
        onClick={onRefresh}
      >
        {t("refresh")}
      </Button>
      {sync ? (
        <SyncLine sync={sync} />
      ) : (
        <span className={classes.age} role="status">
          {busy ? t("reading") : synced === null ? t("neverSynced") : t("synced", { at: dates.seconds(synced) })}
        </span>
      )}
    </>
  );
}
