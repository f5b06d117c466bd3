import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type SyncProgress } from "../../api/bindings";
import { refreshRequests } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { useStableCallback } from "../../components/useStableCallback";
import { useDates } from "../../state/dates";
import { useSnapshot } from "../../state/snapshot";
import classes from "./requests.module.css";

interface RefreshStatusProps {
  /** Time of the last synchronisation with the server. */
  synced: number | null;
  busy: boolean;
  onRefresh: () => void;
}

/** The age of the list, and the button that reads it from the server again. */
export function RefreshStatus({ synced, busy, onRefresh }: RefreshStatusProps) {
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
        <SyncProgressLine sync={sync} />
      ) : (
        <span className={classes.age}>
          {busy ? t("reading") : synced === null ? t("neverSynced") : t("synced", { at: dates.seconds(synced) })}
        </span>
      )}
    </>
  );
}

/** The progress of a synchronisation: a text in the page header and a line along its edge. */
function SyncProgressLine({ sync }: { sync: SyncProgress }) {
  const { t } = useTranslation("requests");
  const share = sync.ofBytes ? Math.min(1, sync.bytes / sync.ofBytes) : undefined;
  const list = t(`list.${sync.list as "COMPLETED"}`, { defaultValue: sync.list });
  return (
    <>
      <span className={classes.words}>{t("readingList", { list, rows: sync.rows })}</span>
      <Button
        size="xs"
        variant="subtle"
        onClick={() => {
          // If stopping fails, the progress stays visible.
          commands.mirror.stopRefresh().catch(() => undefined);
        }}
      >
        {t("stopReading")}
      </Button>
      <span
        className={classes.line}
        data-unsure={share === undefined || undefined}
        role="progressbar"
        aria-label={t("readingList", { list, rows: sync.rows })}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === undefined ? undefined : Math.round(share * 100)}
      >
        <i style={share === undefined ? undefined : { inlineSize: `${share * 100}%` }} />
      </span>
    </>
  );
}

/** Reads the server's lists now. The shown rows stay until newer ones arrive. */
export function useRefreshRequests() {
  const { busy, problem, run } = useCommand({ refresh: refreshRequests, keepProblem: true });
  return { busy, problem, start: useStableCallback(() => void run(() => commands.mirror.refreshRequests())) };
}
