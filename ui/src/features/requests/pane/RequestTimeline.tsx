import { IconDeviceTv } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { RequestDetail, RequestState, StepKind } from "../../../api/bindings";
import { stateLook } from "../../../components/labels/StateLabel";
import { Timeline, TimelineStep } from "../../../components/Timeline";
import { answerNamesRequest, operationById } from "../../../state/catalogue";
import { useDates } from "../../../state/dates";

/** The state that gives a step its icon and colour. An accepted request is not completed yet, so it is not green. */
const looks: Record<StepKind, RequestState> = {
  held: "held",
  queued: "queued",
  sending: "sending",
  accepted: "pending",
  completed: "completed",
  rejected: "rejected",
  refused: "refused",
  notSent: "notSent",
  unknown: "unknown",
  cancelled: "cancelled",
  sessionEnded: "notSent",
  watched: "other",
  scheduled: "held",
  edited: "queued",
  moved: "queued",
  sentAgain: "sending",
  adopted: "pending",
  closed: "unknown",
  checked: "queued",
  decision: "held",
  halted: "held",
  detached: "unknown",
};

/** The history of a request. `last` adds the step that only the user can check: the picture on the screen. */
export function RequestTimeline({ detail, last = false }: { detail: RequestDetail; last?: boolean }) {
  const { t } = useTranslation(["requests", "states", "forms"]);
  const dates = useDates();
  return (
    <Timeline label={t("requests:timeline")}>
      {detail.timeline.map((entry) => (
        <TimelineStep
          key={`${entry.at} ${entry.step}`}
          {...stateLook[looks[entry.step]]}
          title={t(`states:step.${entry.step}`)}
          at={<time title={dates.long(entry.at)}>{dates.seconds(entry.at)}</time>}
          detail={
            [
              // The words of the present problem are above, with its cause and the next step.
              entry.detail === detail.problem?.message ? null : entry.detail,
              entry.by && t("requests:decidedBy", { user: entry.by }),
            ]
              .filter(Boolean)
              .join(" · ") || null
          }
        />
      ))}
      {detail.row.state === "pending" && answerNamesRequest(operationById(detail.row.operation)) && (
        <TimelineStep
          {...stateLook.pending}
          title={t("requests:waitsForRun")}
          detail={t("requests:waitsForRunNext")}
          dim
        />
      )}
      {last && <TimelineStep icon={IconDeviceTv} title={t("forms:picture")} detail={t("forms:pictureNext")} dim />}
    </Timeline>
  );
}
