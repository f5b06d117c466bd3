import { IconArrowRight, IconPrinter, IconRefresh } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldJobView, RequestDetail, RequestRow } from "../../../api/bindings";
import { requestQuery } from "../../../api/queries";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { StateLabel } from "../../../components/labels/StateLabel";
import { ProblemNote } from "../../../components/ProblemNote";
import { useDates, useNow } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { useConnection } from "../../../state/snapshot";
import { useShowsRequests } from "../../../state/uiState";
import { isUndoKey } from "../../../state/undoStack";
import { useHeldRequests } from "../../operations/useHeldRequests";
import { useLastSent } from "../../operations/useLastSent";
import shared from "../field.module.css";
import { TouchButton, TouchLink } from "../TouchButton";
import { useSending } from "../useSending";
import { resendBlock } from "./pairing";
import classes from "./pairing.module.css";
import { SentBody, UndoHold } from "./SentBody";

interface SentPanelProps {
  job: FieldJobView | undefined;
  next: FieldJobView | undefined;
  jobs: FieldJobView[];
  /** The request of the job was sent just now: the next job comes next. */
  sentNow: boolean;
  onUndo: (key: string) => void;
}

/** The last request with its progress, until the picture appears and the slip is printed. */
export function SentPanel({ job, next, jobs, sentNow, onUndo }: SentPanelProps) {
  const { t } = useTranslation("field");
  const held = useHeldRequests();
  const [ticked, setTicked] = useState<Record<string, readonly string[]>>({});
  const last = useLastSent();
  const own = job?.row?.state === "held" || job?.row?.state === "cancelled" ? undefined : job?.row;
  const shown = own ?? last;
  const newest = held[0]?.key;
  const nextLink = useRef<HTMLDivElement>(null);
  const goesOn = sentNow && next !== undefined && job?.row != null;
  useEffect(() => {
    if (goesOn) nextLink.current?.querySelector("a")?.focus();
  }, [goesOn]);
  useUndoKey(newest === undefined ? undefined : () => onUndo(newest));

  return (
    <aside className={classes.right} aria-label={t("sent")}>
      {held.map((row) => (
        <UndoHold key={row.key} row={row} onUndo={() => onUndo(row.key)} />
      ))}
      {shown && (
        <Shown
          row={shown}
          job={jobs.find(({ row }) => row?.key === shown.key)}
          ticked={ticked[shown.key] ?? []}
          onTick={(ticks) => setTicked((known) => ({ ...known, [shown.key]: ticks }))}
        />
      )}
      {!shown && held.length === 0 && <p className={classes.nothing}>{t("nothingSent")}</p>}
      {next && job?.row && (
        <div ref={nextLink} className={classes.next}>
          <TouchLink to="/field" search={{ job: next.id }} icon={IconArrowRight} mirrors>
            {t("nextJob")}
          </TouchLink>
        </div>
      )}
    </aside>
  );
}

interface ShownProps {
  row: RequestRow;
  job: FieldJobView | undefined;
  ticked: readonly string[];
  onTick: (ticks: readonly string[]) => void;
}

function Shown({ row: known, job, ticked, onTick }: ShownProps) {
  const { t } = useTranslation("field");
  const operationName = useOperationName();
  const { data: detail } = useQuery(requestQuery(known.key));
  const row = detail?.row ?? known;
  // On a small screen a toast would cover its own subject.
  useShowsRequests([known.key]);
  return (
    <>
      <div className={shared.scroll}>
        <div className={classes.sentHead}>
          <h2>{job?.draft.note ?? operationName(row)}</h2>
          <StateLabel state={row.state} text={row.stateText} pill />
        </div>
        <SentBody row={row} detail={detail} ticked={ticked} onTick={onTick} />
      </div>
      <div className={classes.end}>
        {detail && <SendAgain detail={detail} job={job?.id ?? null} />}
        <TouchLink to="/field/slip/$key" params={{ key: row.key }} icon={IconPrinter} note={t("noPinOnIt")}>
          {t("printSlip")}
        </TouchLink>
      </div>
    </>
  );
}

/** Ctrl+Z undoes the newest held request: the page shows held requests itself, so no toast takes the key. */
function useUndoKey(undo: (() => void) | undefined) {
  const undone = useEffectEvent(() => undo?.());
  const active = undo !== undefined;
  useEffect(() => {
    if (!active) return;
    const pressed = (event: KeyboardEvent) => {
      if (!isUndoKey(event)) return;
      event.preventDefault();
      undone();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [active]);
}

/**
 * Sends the same request again, once its outcome is final and the usual time until the picture has passed. Asks for
 * confirmation.
 */
function SendAgain({ detail, job }: { detail: RequestDetail; job: string | null }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const sending = useSending(`field again ${detail.row.key}`);
  const [asking, setAsking] = useState<object>();
  const minutes = useConnection()?.rules.usualWaitMinutes ?? 0;
  const not = resendBlock(detail, minutes, useNow(1000));
  const { draft } = detail;
  const why = !not
    ? t("again.makes")
    : not.why === "early"
      ? t("again.early", { at: dates.time(not.until) })
      : t(`again.${not.why}`);
  return (
    <>
      {sending.problem && (
        <div className={classes.whole}>
          <ProblemNote problem={sending.problem} />
        </div>
      )}
      <TouchButton icon={IconRefresh} note={why} off={not !== undefined || sending.busy} onClick={() => setAsking({})}>
        {t("again.button")}
      </TouchButton>
      {asking && draft && (
        <LazyConfirm
          question={{ title: t("again.title"), text: t("again.text"), keep: t("again.keep"), act: t("again.button") }}
          onNo={() => setAsking(undefined)}
          onYes={() => {
            setAsking(undefined);
            void sending.send(draft, job, asking);
          }}
        />
      )}
    </>
  );
}
