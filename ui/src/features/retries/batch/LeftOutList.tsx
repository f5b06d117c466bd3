import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import { batchRowsQuery } from "../../../state/batches";
import { openRetry } from "../openRetry";
import classes from "../retries.module.css";
import { Pager } from "./Pager";
import { RowName } from "./RowName";
import { canBeFilledIn, leftOutReason, useReasonText } from "./reasons";

const PAGE = 5;

/** Those that are not sent. One that only lacks something can be filled in by hand. */
export function LeftOutList({ batch, onLeave }: { batch: Batch; onLeave: () => void }) {
  const { t } = useTranslation("retries");
  const reasonText = useReasonText();
  const [offset, setOffset] = useState(0);
  const { data } = useQuery(batchRowsQuery(batch.id, "leftOut", offset, PAGE, batch.leftOut));
  return (
    <section aria-label={t("leftOutList")}>
      <ul className={classes.rows}>
        {data?.rows.map((row) => (
          <li key={row.parent.key}>
            <RowName row={row.parent} />
            <span className={classes.why}>{reasonText(leftOutReason(row))}</span>
            {canBeFilledIn(row) && (
              <Button
                size="xs"
                aria-label={t("fillInOne", { name: row.parent.number ?? row.parent.smartcard ?? "" })}
                onClick={() => {
                  onLeave();
                  openRetry.form(row.parent.key);
                }}
              >
                {t("fillIn")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Pager label={t("leftOutList")} offset={offset} page={PAGE} total={data?.total ?? 0} onOffset={setOffset} />
    </section>
  );
}
