import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { commands, type SyncProgress } from "../../api/bindings";
import classes from "./sync.module.css";

/** How far the reading of the server's lists has come: words in the page's head, and a line along its edge. */
export function SyncLine({ sync }: { sync: SyncProgress }) {
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
          // Where it cannot be stopped the line stays, and says so.
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
