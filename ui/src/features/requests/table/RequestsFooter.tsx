import { Button } from "@mantine/core";
import { IconCopy, IconInfoCircle, IconRefresh } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ExportFormat } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { Icon } from "../../../components/Icon";
import { KeyHint } from "../../../components/Kbd";
import { Status } from "../../../components/live/Status";
import { readCauseWords } from "../../../state/causes";
import { copyText } from "../../../state/clipboard";
import { ClearSelection, TableFooter } from "../../../table/TableFooter";
import { openRetry, retryOf } from "../../retries/openRetryForm";
import { showProblem, showToast, ToastBody } from "../../toasts/showToast";
import { ExportMenu } from "../ExportMenu";
import classes from "../requests.module.css";
import { useCells } from "./cellText";
import type { RequestLayout } from "./columns";
import type { RequestSelection } from "./useRequestRows";

/** Larger selections are exported to a file instead. */
const MAX_COPIED_ROWS = 10_000;
/** The keys of all of them go to the desk in one message. */
const MAX_RETRIED_ROWS = 10_000;
const COPIED_NOTE_MS = 2000;

interface RequestsFooterProps {
  range: readonly [number, number];
  total: number;
  selection: RequestSelection;
  copy: ReturnType<typeof useCopyRows>;
  onExport: (format: ExportFormat) => void;
}

/** The position in the list, or the actions on the selected rows. */
export function RequestsFooter({ range: [first, last], total, selection, copy, onExport }: RequestsFooterProps) {
  const { t } = useTranslation("requests");
  const { count } = selection;
  if (count === 0) {
    return (
      <TableFooter
        selecting={false}
        start={<span>{t("rows", { from: first + 1, to: Math.min(last + 1, total), total })}</span>}
      >
        <span className={classes.keys}>
          <KeyHint keys="↑+↓">{t("keyMove")}</KeyHint> <KeyHint keys="Space">{t("keySelect")}</KeyHint>{" "}
          <KeyHint keys="Enter">{t("keyOpen")}</KeyHint>
        </span>
      </TableFooter>
    );
  }
  const tooMany = count > MAX_COPIED_ROWS;
  return (
    <TableFooter
      selecting
      label={t("selection")}
      start={
        <>
          <Status as="b">{copy.done ? t("copiedRows", { count: copy.done }) : t("selected", { count })}</Status>
          {!selection.all && (
            <Button size="xs" variant="subtle" aria-keyshortcuts="Control+A" onClick={selection.selectAll}>
              {t("selectAllOf", { total })}
            </Button>
          )}
        </>
      }
    >
      <Button
        size="xs"
        aria-keyshortcuts="Control+C"
        title={tooMany ? t("tooManyToCopy", { most: MAX_COPIED_ROWS }) : undefined}
        aria-disabled={tooMany || copy.busy}
        data-disabled={tooMany || undefined}
        leftSection={<Icon of={IconCopy} size={14} />}
        onClick={() => tooMany || copy.start()}
      >
        {t("copyRows")}
      </Button>
      <RetrySelected selection={selection} />
      <ExportMenu size="xs" total={count} onExport={onExport} />
      <ClearSelection label={t("clearSelection")} onClear={selection.clear} />
    </TableFooter>
  );
}

/** Retries the rejected ones among the selected requests, after a dry run. */
function RetrySelected({ selection }: { selection: RequestSelection }) {
  const { t } = useTranslation("requests");
  const { busy, run } = useCommand({ refresh: async () => undefined, onProblem: showProblem });
  const tooMany = selection.count > MAX_RETRIED_ROWS;
  async function start() {
    if (busy || tooMany) return;
    await run(async () => {
      const rejected = (await selection.rows()).filter(({ state }) => state === "rejected");
      if (rejected.length === 0)
        showToast({ message: <ToastBody tone="mute" icon={IconInfoCircle} title={t("retryNone")} /> });
      else openRetry({ selection: retryOf(rejected), title: t("retryRejected", { count: rejected.length }) });
    });
  }
  return (
    <Button
      size="xs"
      title={tooMany ? t("tooManyToRetry", { most: MAX_RETRIED_ROWS }) : undefined}
      aria-disabled={tooMany || busy}
      data-disabled={tooMany || undefined}
      leftSection={<Icon of={IconRefresh} size={14} />}
      onClick={() => void start()}
    >
      {t("retry")}
    </Button>
  );
}

interface CopyRows {
  layout: RequestLayout;
  selection: RequestSelection;
}

/** Copies the selected rows to the clipboard as shown. `done` is the number of rows just copied. */
export function useCopyRows({ layout, selection }: CopyRows) {
  const cells = useCells();
  const { busy, run } = useCommand({ refresh: async () => undefined, onProblem: showProblem });
  const [done, setDone] = useState<number>();
  useEffect(() => {
    if (done === undefined) return;
    const timer = setTimeout(() => setDone(undefined), COPIED_NOTE_MS);
    return () => clearTimeout(timer);
  }, [done]);

  async function start() {
    if (busy || selection.count === 0 || selection.count > MAX_COPIED_ROWS) return;
    const copied = await run(async () => {
      const [rows, causes] = await Promise.all([selection.rows(), readCauseWords()]);
      return (await copyText(cells.table(layout, rows, causes))) ? rows.length : undefined;
    });
    setDone(copied);
  }
  return { busy, done, start: () => void start() };
}
