import { Anchor, Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type BatchPart,
  type BatchRowView,
  type BatchView,
  commands,
  type LeftOut,
  type MissingWhy,
  type RequestRow,
} from "../../../api/bindings";
import { IconButton } from "../../../components/IconButton";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/labels/StateLabel";
import { Status } from "../../../components/live/Status";
import { batchRowsQuery } from "../../../state/batches";
import { useOperationName } from "../../../state/requestTexts";
import { openRetryForm } from "../openRetryForm";
import classes from "../retries.module.css";

const PAGE_SIZE = 5;

/** The failed rows of a batch, with links to their retries. */
export function FailedList({ batch, onOpened }: { batch: BatchView; onOpened: () => void }) {
  const { t } = useTranslation("retries");
  const [offset, setOffset] = useState(0);
  const failed = batch.rejected + batch.failed + batch.unknown;
  const { data } = useQuery({
    ...batchRowsQuery(batch.id, "failed", offset, PAGE_SIZE, failed),
    enabled: failed > 0,
  });
  if (failed === 0 || !data) return null;
  return (
    <section aria-label={t("failedList")}>
      <h3>{t("failedList")}</h3>
      <ul className={classes.rows}>
        {data.rows.map((row) => (
          <li key={row.parent.key}>
            <RequestName row={row.parent} />
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
      <Pager label={t("failedList")} offset={offset} page={PAGE_SIZE} total={data.total} onOffset={setOffset} />
    </section>
  );
}

/** The rows that are not sent. A row that lacks only a value can be completed in its form. */
export function LeftOutList({ batch, onLeave }: { batch: BatchView; onLeave: () => void }) {
  const { t } = useTranslation("retries");
  const reasonText = useReasonText();
  const [offset, setOffset] = useState(0);
  const { data } = useQuery(batchRowsQuery(batch.id, "leftOut", offset, PAGE_SIZE, batch.leftOut));
  return (
    <section aria-label={t("leftOutList")}>
      <ul className={classes.rows}>
        {data?.rows.map((row) => (
          <li key={row.parent.key}>
            <RequestName row={row.parent} />
            <span className={classes.why}>{reasonText(leftOutReason(row))}</span>
            {canBeFilledIn(row) && (
              <Button
                size="xs"
                aria-label={t("fillInOne", { name: row.parent.number ?? row.parent.smartcard ?? "" })}
                onClick={() => {
                  onLeave();
                  openRetryForm.form(row.parent.key);
                }}
              >
                {t("fillIn")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <Pager label={t("leftOutList")} offset={offset} page={PAGE_SIZE} total={data?.total ?? 0} onOffset={setOffset} />
    </section>
  );
}

interface PagerProps {
  /** The name of the list. */
  label: string;
  offset: number;
  page: number;
  total: number;
  onOffset: (offset: number) => void;
}

/** Pages through a list; renders nothing for a single page. */
function Pager({ label, offset, page, total, onOffset }: PagerProps) {
  const { t } = useTranslation("retries");
  if (total <= page) return null;
  const last = offset + page >= total;
  return (
    <nav className={classes.pager} aria-label={t("pages", { label })}>
      <IconButton
        icon={IconChevronLeft}
        className="icon-mirrors"
        label={t("previousPage")}
        aria-disabled={offset === 0}
        onClick={() => onOffset(Math.max(0, offset - page))}
      />
      <Status>{t("pageOf", { from: offset + 1, to: Math.min(offset + page, total), total })}</Status>
      <IconButton
        icon={IconChevronRight}
        className="icon-mirrors"
        label={t("nextPage")}
        aria-disabled={last}
        onClick={() => !last && onOffset(offset + page)}
      />
    </nav>
  );
}

/** A request in one line: number, operation, card. */
function RequestName({ row }: { row: RequestRow }) {
  const jobName = useOperationName();
  return (
    <span className={classes.name}>
      {row.number && <Identifier value={row.number} bare copy={false} />}
      <span className={classes.job}>{jobName(row)}</span>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
    </span>
  );
}

/**
 * Whether the retry was rejected with the error of the original. Codes are compared first, because texts contain
 * changing ids.
 */
export function isSameError({ parent, retry }: BatchRowView): boolean {
  if (!retry) return false;
  return parent.errorCode !== null || retry.errorCode !== null
    ? parent.errorCode === retry.errorCode
    : parent.errorText === retry.errorText;
}

const CHUNK_SIZE = 200;

export interface ReasonCounts {
  /** Number of rows per name, the highest first. */
  counts: [name: string, count: number][];
  /** Not all rows are read yet, or reading failed. */
  partial: boolean;
}

/** Counts the rows of one part of a batch by name. A long list is read in chunks, and the counts grow meanwhile. */
export function useReasonCounts(
  id: string,
  part: BatchPart,
  change: number,
  nameOf: (row: BatchRowView) => string,
): ReasonCounts {
  const [soFar, setSoFar] = useState<BatchRowView[]>([]);
  const all = useQuery({
    queryKey: ["batchRows", id, part, "all", change],
    queryFn: async ({ signal }) => {
      const rows: BatchRowView[] = [];
      for (;;) {
        const page = await commands.retries.batchRows(id, part, rows.length, CHUNK_SIZE);
        rows.push(...page.rows);
        if (page.rows.length === 0 || rows.length >= page.total || signal.aborted) return rows;
        setSoFar([...rows]);
      }
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another part is counted from the beginning
  useEffect(() => setSoFar([]), [id, part, change]);

  const counts = new Map<string, number>();
  for (const row of all.data ?? soFar) counts.set(nameOf(row), (counts.get(nameOf(row)) ?? 0) + 1);
  return { counts: [...counts].sort(([, a], [, b]) => b - a), partial: !all.isSuccess };
}

/** The key of the reason for a row that is left out; a missing value is named by its own reason. */
type LeftOutReason = Exclude<LeftOut, "missing" | SheetReason> | `missing.${MissingWhy}`;
/** Reasons that rows of sheets alone have. */
type SheetReason = "alreadySent" | "underWay" | "sameRow" | "byHand";

export const leftOutReason = ({ leftOut, missing }: BatchRowView): LeftOutReason =>
  leftOut && leftOut !== "missing" ? (leftOut as LeftOutReason) : `missing.${missing[0]?.why ?? "notTold"}`;

export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation("retries");
  return (reason) => t(`reason.${reason as LeftOutReason}`);
}

/** Whether the form can complete the row: a missing value can be typed, an ambiguous operation chosen. */
const canBeFilledIn = ({ leftOut }: BatchRowView) => leftOut === "missing" || leftOut === "severalOperations";
