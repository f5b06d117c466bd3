import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import { StateLabel } from "../../../components/StateLabel";
import { batchRowsQuery } from "../../../state/batches";
import classes from "../retries.module.css";
import { isSameError } from "./outcome";
import { Pager } from "./Pager";
import { RowName } from "./RowName";

const PAGE = 5;

/** Those that did not help: each leads to its retry. */
export function FailedList({ batch, onOpened }: { batch: Batch; onOpened: () => void }) {
  const { t } = useTranslation("retries");
  const [offset, setOffset] = useState(0);
  const failed = batch.rejected + batch.failed + batch.unknown;
  const { data } = useQuery({
    ...batchRowsQuery(batch.id, "failed", offset, PAGE, failed),
    enabled: failed > 0,
  });
  if (failed === 0 || !data) return null;
  return (
    <section aria-label={t("failedList")}>
      <h3>{t("failedList")}</h3>
      <ul className={classes.rows}>
        {data.rows.map((row) => (
          <li key={row.parent.key}>
            <RowName row={row.parent} />
            <span className={classes.why} title={row.retry?.errorText ?? undefined}>
              {row.retry && <StateLabel state={row.retry.state} text={row.retry.stateText} />}{" "}
              {row.retry?.state === "rejected" && isSameError(row) ? t("sameError") : row.retry?.errorText}
            </span>
            {row.retry && (
              <Anchor component={Link} to={`/requests/${row.retry.key}`} fz="var(--fs-13)" onClick={onOpened}>
                {t("openRetryOf")}
              </Anchor>
            )}
          </li>
        ))}
      </ul>
      <Pager label={t("failedList")} offset={offset} page={PAGE} total={data.total} onOffset={setOffset} />
    </section>
  );
}
