import { Anchor } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { sheetDismissed, useSnapshot } from "../../../state/snapshot";
import classes from "../retries.module.css";

/** Why it stands still, and what to do before it goes on. */
export function PausedNote({ batch }: { batch: Batch }) {
  const { t } = useTranslation("retries");
  const { session } = useSnapshot();
  const reason = batch.paused ?? "byHand";
  const wrong = reason === "canary" || reason === "equalErrors";
  return (
    <Banner
      tone={wrong ? "warn" : "info"}
      role="status"
      actions={
        reason === "session" &&
        session?.state !== "active" && (
          <Anchor component="button" type="button" fz="inherit" onClick={() => sheetDismissed.set(false)}>
            {t("signIn")}
          </Anchor>
        )
      }
    >
      <b>{t(`paused.${reason}`)}</b> {t(`pausedNext.${reason}`)}
      {wrong && batch.error && (
        <bdi dir="ltr" className={classes.words} data-selectable>
          {batch.error}
        </bdi>
      )}
    </Banner>
  );
}
