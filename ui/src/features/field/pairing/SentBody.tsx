import { Anchor, Checkbox } from "@mantine/core";
import { IconArrowBackUp, IconSend } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail, type RequestRow } from "../../../api/bindings";
import { refreshRequests } from "../../../api/queries";
import { Banner } from "../../../components/Banner";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/labels/StateLabel";
import { ProblemNote } from "../../../components/ProblemNote";
import { useReason } from "../../../state/causes";
import { useDates, useNow } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { useConnection } from "../../../state/snapshot";
import { WaitText } from "../../outbox/WaitText";
import shared from "../field.module.css";
import { TouchButton } from "../TouchButton";
import { acceptedAt, dueAt } from "./pairing";
import classes from "./pairing.module.css";

interface SentBodyProps {
  row: RequestRow;
  detail: RequestDetail | undefined;
  ticked: readonly string[];
  onTick: (ticks: readonly string[]) => void;
}

/** Instructions for the state of the request: wait, check the screen, or resolve a problem. */
export function SentBody({ row, detail, ticked, onTick }: SentBodyProps) {
  const { t } = useTranslation("field");
  const reasonOf = useReason();
  const minutes = useConnection()?.rules.usualWaitMinutes ?? 0;
  const accepted = detail && acceptedAt(detail);
  return (
    <>
      <p className={classes.numbers}>
        {row.number && <Identifier value={row.number} bare copy={false} />}
        {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
        {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      </p>
      {(row.state === "pending" || row.state === "completed") && (
        <>
          {accepted !== undefined && row.state === "pending" && <Countdown from={accepted} minutes={minutes} />}
          {row.state === "completed" && <p>{t("checkPicture")}</p>}
          {row.state === "pending" && row.unwatched && <p>{t("unwatched")}</p>}
          <Checklist ticked={ticked} onTick={onTick} />
        </>
      )}
      {WAITING.has(row.state) && (
        <p>
          <WaitText row={row} />
        </p>
      )}
      {row.state === "rejected" && (
        <Banner tone="bad" role="status">
          <b>{reasonOf(detail?.row ?? row) ?? t("rejected.noReason")}</b>
          <div>{t("rejected.next")}</div>
        </Banner>
      )}
      {row.state === "refused" &&
        (detail?.problem ? (
          <ProblemNote problem={detail.problem} role="status" />
        ) : (
          <Banner tone="bad" role="status">
            <b>{row.errorText ?? t("rejected.noReason")}</b>
            <div>{t("rejected.next")}</div>
          </Banner>
        ))}
      {row.state === "unknown" && (
        <Banner tone="warn" role="status">
          <b>{t("unknown.title")}</b>
          <div>{t("unknown.next")}</div>
        </Banner>
      )}
      <Anchor component={Link} to={`/requests/${row.key}`} className={classes.openIt}>
        {t("openRequest")}
      </Anchor>
    </>
  );
}

const WAITING: ReadonlySet<string> = new Set(["queued", "notSent", "sending", "other"]);

const two = (count: number) => String(count).padStart(2, "0");

/** The time from acceptance until the picture usually appears. Visible and readable on demand, but not announced. */
function Countdown({ from, minutes }: { from: number; minutes: number }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const now = useNow(1000);
  const due = dueAt(from, minutes);
  const left = Math.max(0, Math.ceil((due - now) / 1000));
  const share = minutes > 0 ? Math.min(100, Math.max(0, Math.round(((now - from) / (due - from)) * 100))) : 100;
  const text = left > 0 ? t("countdown.left", { span: dates.span(now, due) }) : t("countdown.due");
  return (
    <div className={classes.countdown}>
      <span className={classes.clock} role="timer" aria-live="off" aria-label={text}>
        {two(Math.floor(left / 60))}:{two(left % 60)}
      </span>
      <span className={shared.words}>
        <b>{left > 0 ? t("countdown.until") : t("countdown.due")}</b>
        <span className={shared.small}>{t("countdown.times", { sent: dates.time(from), due: dates.time(due) })}</span>
      </span>
      <div
        role="progressbar"
        aria-label={t("countdown.until")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={text}
        className={shared.bar}
      >
        <i style={{ inlineSize: `${share}%` }} />
      </div>
    </div>
  );
}

const CHECKS = ["on", "tuned", "stay", "seen"] as const;

/** A checklist for facts that the CA system cannot see. Not stored. */
function Checklist({ ticked, onTick }: { ticked: readonly string[]; onTick: (ticks: readonly string[]) => void }) {
  const { t } = useTranslation("field");
  return (
    <ul className={classes.checks} aria-label={t("checklist")}>
      {CHECKS.map((check) => (
        <li key={check}>
          <Checkbox
            size="28px"
            label={t(`check.${check}`)}
            checked={ticked.includes(check)}
            onChange={(event) =>
              onTick(event.currentTarget.checked ? [...ticked, check] : ticked.filter((other) => other !== check))
            }
          />
        </li>
      ))}
    </ul>
  );
}

/** A request in its undo hold, with the remaining time. */
export function UndoHold({ row, onUndo }: { row: RequestRow; onUndo: () => void }) {
  const { t } = useTranslation("forms");
  const operationName = useOperationName();
  const seconds = Math.ceil(Math.max(0, (row.heldUntil ?? 0) - useNow(200)) / 1000);
  return (
    <section className={classes.held} aria-label={operationName(row)}>
      <div className={classes.sentHead}>
        <h2>{operationName(row)}</h2>
        <StateLabel state="held" pill />
      </div>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
      {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      <p role="timer" aria-live="off">
        {seconds > 0 ? (
          <>
            {t("leavesIn")} <b>{t("secondsLeft", { count: seconds })}</b>
          </>
        ) : (
          t("leaving")
        )}
      </p>
      <div className={classes.pairOf}>
        <TouchButton icon={IconArrowBackUp} aria-keyshortcuts="Control+Z" onClick={onUndo}>
          {t("undo")}
        </TouchButton>
        <TouchButton
          icon={IconSend}
          mirrors
          onClick={() => void commands.outbox.sendNow(row.key).then(refreshRequests, refreshRequests)}
        >
          {t("sendNow")}
        </TouchButton>
      </div>
    </section>
  );
}
