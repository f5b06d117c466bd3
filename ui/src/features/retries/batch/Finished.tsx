import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import classes from "../retries.module.css";
import { FailedList } from "./FailedList";
import { isSameError } from "./outcome";
import { Progress } from "./Progress";
import { useTally } from "./useTally";

/** What came of it, with the way to those that did not help. */
export function Finished({ batch, onClose }: { batch: Batch; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  const again = useAgain(batch);
  const { sent, completed, rejected, failed, unknown } = batch;
  const parts = [
    t("retries:counted.completed", { count: completed }),
    rejected > 0 && `${t("retries:rejectedAgain", { count: rejected })}${again ? ` (${again})` : ""}`,
    failed > 0 && t("retries:counted.failed", { count: failed }),
    unknown > 0 && t("retries:counted.unknown", { count: unknown }),
    batch.open > 0 && t("retries:counted.open", { count: batch.open }),
  ].filter(Boolean);
  const bad = rejected + failed + unknown > 0;
  return (
    <>
      <Banner tone={batch.state === "stopped" ? "info" : bad ? "warn" : "ok"} role="status">
        <b>{t("retries:summary", { count: sent, parts: parts.join(", ") })}</b>{" "}
        {batch.state === "stopped" && t("retries:stopped", { count: Math.max(0, batch.ready - sent) })}
      </Banner>
      <Progress batch={batch} />
      <FailedList batch={batch} onOpened={onClose} />
      <div className={classes.answers}>
        <Button data-autofocus variant="filled" onClick={onClose}>
          {t("common:close")}
        </Button>
      </div>
    </>
  );
}

/** Whether those that were rejected again were so for the same reason; nothing until all of them are known. */
function useAgain(batch: Batch): string | undefined {
  const { t } = useTranslation("retries");
  const failed = batch.rejected + batch.failed + batch.unknown;
  const { counts, partial } = useTally(batch.id, "failed", failed, (row) =>
    row.retry?.state !== "rejected" ? "none" : isSameError(row) ? "same" : "other",
  );
  const found = Object.fromEntries(counts) as { same?: number; other?: number };
  if (partial || batch.rejected === 0) return undefined;
  if (!found.other) return t("sameError");
  if (!found.same) return t("otherError", { count: found.other });
  return t("mixedErrors", { same: found.same, other: found.other });
}
