import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useSnapshot } from "../desk/snapshot";
import { commands } from "../host/bindings";
import classes from "./sync.module.css";

/** How far the reading of the server's lists has come. It takes nothing away from the page. */
export function SyncLine() {
  const { t } = useTranslation("requests");
  const { sync } = useSnapshot();
  if (!sync) return null;
  const share = sync.ofBytes ? Math.min(1, sync.bytes / sync.ofBytes) : undefined;
  const list = t(`list.${sync.list as "COMPLETED"}`, { defaultValue: sync.list });
  return (
    <div className={classes.sync}>
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
      <span>{t("readingList", { list, rows: sync.rows })}</span>
      <Button
        size="xs"
        variant="subtle"
        onClick={() => {
          // Where it cannot be stopped the line stays, and says so.
          commands.stopRefresh().catch(() => undefined);
        }}
      >
        {t("stopReading")}
      </Button>
    </div>
  );
}
