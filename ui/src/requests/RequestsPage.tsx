import { useDebouncedCallback } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../host/problem";
import { PageHead } from "../kit/PageHead";
import { ProblemNote } from "../kit/ProblemNote";
import { FindButton } from "../palette/FindButton";
import { Filters } from "./Filters";
import { NoRequests } from "./NoRequests";
import { Refresh } from "./Refresh";
import { RequestPane } from "./RequestPane";
import { RequestsTable } from "./RequestsTable";
import classes from "./requests.module.css";
import { SlowSkeleton } from "./SlowSkeleton";
import { useRefresh } from "./useRefresh";
import { useWindows } from "./useWindows";
import { isFiltered, searchOf, type View, viewOf } from "./view";

/** What this desk sent and what the server lists, from this computer's copy of both. */
export function RequestsPage() {
  const { t } = useTranslation("requests");
  const navigate = useNavigate();
  const { key } = useParams({ strict: false });
  const view = viewOf(useSearch({ strict: false }));
  const [range, setRange] = useState<[number, number]>([0, 0]);
  const windows = useWindows(view, ...range);
  const refresh = useRefresh();
  const pane = useRef<HTMLElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { head, total } = windows;
  const problem = refresh.problem ?? (head.error ? asProblem(head.error) : undefined);

  const show = (next: View) =>
    void navigate({ to: key ? "/requests/$key" : "/requests", params: { key }, search: searchOf(next), replace: true });
  const showSoon = useDebouncedCallback(show, 150);
  const onRange = useCallback((first: number, last: number) => setRange([first, last]), []);

  function open(opened: string, by: "keyboard" | "pointer") {
    void navigate({ to: "/requests/$key", params: { key: opened }, search: searchOf(view) }).then(() => {
      if (by === "keyboard") requestAnimationFrame(() => pane.current?.focus());
    });
  }
  function close() {
    void navigate({ to: "/requests", search: searchOf(view) }).then(() =>
      list.current?.querySelector<HTMLElement>("tr[tabindex='0']")?.focus({ preventScroll: true }),
    );
  }

  return (
    <>
      <PageHead title={t("title")} end={<FindButton />}>
        <Refresh synced={head.data?.synced ?? null} busy={refresh.busy} onRefresh={refresh.start} />
      </PageHead>
      <Filters
        view={view}
        counts={head.data?.counts ?? []}
        total={head.data?.total}
        onChange={show}
        onText={showSoon}
      />
      <div className={classes.split} data-open={key !== undefined || undefined}>
        <div className={classes.list} ref={list}>
          {problem && (
            <div className={classes.problem}>
              <ProblemNote problem={problem} role="status" />
            </div>
          )}
          {head.isPending ? (
            <SlowSkeleton rows={14} />
          ) : total === 0 ? (
            <NoRequests filtered={isFiltered(view)} onClear={() => show({ text: "", states: [], mine: false })} />
          ) : (
            <RequestsTable windows={windows} open={key} onOpen={open} onRange={onRange} />
          )}
          {total > 0 && <Foot range={range} total={total} />}
        </div>
        {key !== undefined && <RequestPane key={key} requestKey={key} ref={pane} onClose={close} />}
      </div>
    </>
  );
}

function Foot({ range: [first, last], total }: { range: [number, number]; total: number }) {
  const { t } = useTranslation("requests");
  const rows = { from: first + 1, to: Math.min(last + 1, total), total };
  return (
    <footer className={classes.foot}>
      <span>{t("rows", rows)}</span>
      <span>{t("newestFirst")}</span>
      <span className={classes.push}>{t("keys")}</span>
    </footer>
  );
}
