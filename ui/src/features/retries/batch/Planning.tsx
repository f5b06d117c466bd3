import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import classes from "../retries.module.css";
import { Bar } from "./Bar";

/** Each request is looked through: what is known of it, and what is missing. Nothing is sent. */
export function Planning({ batch, onStop }: { batch: Batch | undefined; onStop: () => void }) {
  const { t } = useTranslation("retries");
  const done = batch?.lookedAt ?? 0;
  const of = batch?.total ?? 0;
  return (
    <>
      <p role="status">{t("planning")}</p>
      <Bar
        label={t("planningBar")}
        text={t("lookedAt", { done, of })}
        of={of}
        parts={[{ count: done, tone: "accent" }]}
      />
      <p className={classes.quiet}>{t("lookedAt", { done, of })}</p>
      <div className={classes.answers}>
        <Button data-autofocus onClick={onStop}>
          {t("stopPlanning")}
        </Button>
      </div>
    </>
  );
}
