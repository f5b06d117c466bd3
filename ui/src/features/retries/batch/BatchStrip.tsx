import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import { batchesQuery, isGoing, isOver, seenGoing } from "../../../state/batches";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../retries.module.css";
import { BatchDialog } from "./BatchDialog";
import { BatchLine } from "./BatchLine";
import { planned } from "./planned";

/** The retries that were asked for together: those that go, those that wait for a word, and those just finished. */
export function BatchStrip() {
  const { t } = useTranslation("retries");
  const { connection } = useSnapshot();
  const { data: batches = [] } = useQuery(batchesQuery);
  const seen = seenGoing.use();
  const plans = planned.use();
  const [opened, setOpened] = useState<string>();

  const shown = batches.filter(
    (batch) =>
      batch.connection === connection &&
      (isGoing(batch) || (isOver(batch) && seen.has(batch.id)) || (batch.state === "planned" && plans.has(batch.id))),
  );
  const titleOf = (batch: Batch) => plans.get(batch.id)?.title ?? batch.title ?? t("untitled", { count: batch.total });
  const open = batches.find(({ id }) => id === opened);
  return (
    <>
      {shown.length > 0 && (
        <section className={classes.strip} aria-label={t("strip")}>
          {shown.map((batch) => (
            <BatchLine key={batch.id} batch={batch} title={titleOf(batch)} onOpen={() => setOpened(batch.id)} />
          ))}
        </section>
      )}
      {open && (
        <BatchDialog
          id={open.id}
          title={titleOf(open)}
          selection={plans.get(open.id)?.selection}
          onClose={() => setOpened(undefined)}
        />
      )}
    </>
  );
}
