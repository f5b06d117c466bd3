import { useMergedRef } from "@mantine/hooks";
import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconUser, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Ref, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { comparisonQuery, markHistoryQuery, requestQuery } from "../../../api/queries";
import { Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import { Identifier } from "../../../components/Identifier";
import { ProblemNote } from "../../../components/ProblemNote";
import { SlowSkeleton } from "../../../components/SlowSkeleton";
import { StateLabel } from "../../../components/StateLabel";
import { useDates } from "../../../state/dates";
import { useJobName } from "../../../state/useJobName";
import { marksOf } from "../triage/marks";
import { EvidenceBody } from "./EvidenceBody";
import { EvidenceFoot } from "./EvidenceFoot";
import classes from "./evidence.module.css";
import { MarksLine } from "./MarksLine";

interface EvidencePaneProps {
  requestKey: string;
  /** The group that it was opened from. */
  group: RejectedGroup | undefined;
  ref: Ref<HTMLElement>;
  onClose: () => void;
}

/** One rejected request: what was asked, what was answered, and what worked before. Esc closes it. */
export function EvidencePane({ requestKey, group, ref, onClose }: EvidencePaneProps) {
  const { t } = useTranslation(["rejected", "requests", "common"]);
  const jobName = useJobName();
  const dates = useDates();
  const { data: detail, error } = useQuery(requestQuery(requestKey));
  const { data: comparison, error: uncompared } = useQuery(comparisonQuery(requestKey));
  const { data: history } = useQuery(markHistoryQuery(requestKey));
  const marks = history && marksOf(history);
  const [wide, setWide] = useState(false);
  const element = useRef<HTMLElement>(null);
  const merged = useMergedRef(ref, element);

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("[role=dialog], [role=menu]")) return;
    // With rows selected the first Esc in the table is theirs.
    if ((event.target as Element | null)?.closest?.("[data-selecting]")) return;
    event.preventDefault();
    onClose();
  });
  useEffect(() => {
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);

  const row = detail?.row;
  const name = row?.number ?? (row ? jobName(row) : "");
  return (
    <aside
      ref={merged}
      className={classes.pane}
      data-wide={wide || undefined}
      tabIndex={-1}
      aria-label={t("requests:request", { name })}
    >
      <header className={classes.head}>
        <div className={classes.line}>
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
        {marks && <MarksLine marks={marks} />}
      </header>
      {error ? (
        <div className={classes.body}>
          <section>
            <ProblemNote problem={asProblem(error)} role="status" />
          </section>
        </div>
      ) : detail ? (
        <>
          <EvidenceBody
            detail={detail}
            comparison={comparison}
            uncompared={uncompared ? asProblem(uncompared) : undefined}
            history={history}
          />
          <EvidenceFoot detail={detail} comparison={comparison} marks={marks} group={group} />
        </>
      ) : (
        <SlowSkeleton rows={8} />
      )}
    </aside>
  );
}
