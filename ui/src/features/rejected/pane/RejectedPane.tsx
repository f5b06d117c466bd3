import {
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconClock,
  IconUser,
  IconUserCheck,
  IconX,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Ref, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comparison, MarkVersion, Problem, RejectedGroup, RequestDetail, Triage } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { comparisonQuery, markHistoryQuery, requestQuery } from "../../../api/queries";
import { Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/labels/StateLabel";
import { Tag } from "../../../components/labels/Tag";
import { ProblemNote } from "../../../components/ProblemNote";
import { useDates, useNow } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { Pane, PaneBody, Payloads, usePaneLabel } from "../../requests/pane/Pane";
import { RequestFacts } from "../../requests/pane/RequestFacts";
import { RetryList } from "../../requests/pane/RetryList";
import classes from "../rejected.module.css";
import { NoteEditor } from "../triage/NoteEditor";
import { CardTimeline, TriageHistory } from "./AttemptsAndTriageHistory";
import { Compare } from "./Compare";
import { RejectedPaneFooter } from "./RejectedPaneFooter";
import { ServerAnswer } from "./ServerAnswer";

interface RejectedPaneProps {
  requestKey: string;
  /** The group from which it was opened. */
  group: RejectedGroup | undefined;
  /** The names that have assigned requests. */
  assignees: readonly string[];
  ref: Ref<HTMLElement>;
  onClose: () => void;
}

/** The pane of a rejected request: its parameters, the answer, and the comparison with a request that worked. */
export function RejectedPane({ requestKey, group, assignees, ref, onClose }: RejectedPaneProps) {
  const { t } = useTranslation(["rejected", "requests", "common"]);
  const jobName = useOperationName();
  const dates = useDates();
  const { data: detail, error } = useQuery(requestQuery(requestKey));
  const { data: comparison, error: uncompared } = useQuery(comparisonQuery(requestKey));
  const { data: history } = useQuery(markHistoryQuery(requestKey));
  const marks = history && marksOf(history);
  const [wide, setWide] = useState(false);

  const row = detail?.row;
  const label = usePaneLabel(row);
  return (
    <Pane
      ref={ref}
      label={label}
      wide={wide}
      error={error}
      onClose={onClose}
      header={
        <header className={classes.paneHead}>
          <div className={classes.paneLine}>
            {row?.number && <Identifier value={row.number} bare />}
            <h2>{row && jobName(row)}</h2>
            <span className={classes.push} />
            <IconButton
              className={classes.widen}
              icon={wide ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal}
              label={t(wide ? "requests:narrower" : "requests:wider")}
              onClick={() => setWide(!wide)}
            />
            <IconButton icon={IconX} label={t("common:close")} aria-keyshortcuts="Escape" onClick={onClose} />
          </div>
          <div className={classes.by}>
            {row && <StateLabel state={row.state} text={row.stateText} pill />}
            <Icon of={IconUser} size={14} />
            <span>
              <bdi>{row?.user ?? t("rejected:somebody")}</bdi>
              {row?.created != null && `, ${dates.short(row.created)}`}
            </span>
            <span className={classes.push} />
            <Link to="/requests/$key" params={{ key: requestKey }}>
              {t("rejected:openInRequests")}
            </Link>
          </div>
          {marks && <TriageTags marks={marks} />}
        </header>
      }
    >
      {detail && (
        <>
          <RejectedPaneBody
            detail={detail}
            comparison={comparison}
            uncompared={uncompared ? asProblem(uncompared) : undefined}
            history={history}
          />
          <RejectedPaneFooter
            detail={detail}
            comparison={comparison}
            marks={marks}
            group={group}
            assignees={assignees}
          />
        </>
      )}
    </Pane>
  );
}

interface RejectedPaneBodyProps {
  detail: RequestDetail;
  comparison: Comparison | undefined;
  /** The reason for a missing comparison. */
  uncompared: Problem | undefined;
  /** All triage values, current and replaced. */
  history: MarkVersion[] | undefined;
}

/** The details, the most telling for the cause first. */
function RejectedPaneBody({ detail, comparison, uncompared, history }: RejectedPaneBodyProps) {
  const { t } = useTranslation(["rejected", "requests"]);
  const { row } = detail;
  return (
    <PaneBody>
      {uncompared && (
        <section>
          <ProblemNote problem={uncompared} role="status" />
        </section>
      )}
      {comparison && <Compare card={row.smartcard} comparison={comparison} />}
      <ServerAnswer detail={detail} />
      {comparison && <RetryList row={row} comparison={comparison} />}
      {history && <NoteEditor key={row.key} requestKey={row.key} kept={marksOf(history).note} />}
      <Payloads detail={detail} />
      {comparison && comparison.card.length > 0 && <CardTimeline row={row} card={comparison.card} />}
      <section>
        <h3>{t("requests:log")}</h3>
        <RequestFacts detail={detail} part="request" />
        <RequestFacts detail={detail} part="log" />
      </section>
      {history && history.length > 0 && <TriageHistory history={history} />}
    </PaneBody>
  );
}

/** The assignee, and why the request is not among the open ones. */
function TriageTags({ marks: { assignee, snoozedUntil, dismissed } }: { marks: Triage }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const now = useNow(60_000);
  const snoozed = snoozedUntil !== null && snoozedUntil > now && dismissed === null;
  if (assignee === null && !snoozed && dismissed === null) return null;
  return (
    <div className={classes.marks}>
      {assignee !== null && (
        <Tag tone="mute" icon={IconUserCheck}>
          <bdi>{t("assignedTo", { to: assignee })}</bdi>
        </Tag>
      )}
      {snoozed && (
        <Tag tone="mute" icon={IconClock}>
          {t("snoozedUntil", { until: dates.short(snoozedUntil) })}
        </Tag>
      )}
      {dismissed !== null && (
        <Tag tone="mute" icon={IconX} title={dismissed}>
          <bdi>{t("dismissedFor", { reason: dismissed })}</bdi>
        </Tag>
      )}
    </div>
  );
}

/** The current triage values of a history. */
function marksOf(history: readonly MarkVersion[]): Triage {
  const now = (field: MarkVersion["field"]) => history.find((one) => one.field === field && one.current)?.value ?? null;
  const snooze = now("snooze");
  return {
    assignee: now("assignee"),
    note: now("note"),
    snoozedUntil: snooze === null ? null : Number(snooze),
    dismissed: now("dismissal"),
  };
}
