import { IconDeviceTv } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { RequestDetail, RequestState, Step, TimelineEntry } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { stateLook } from "../../../components/StateLabel";
import { operationById, tellsRequest } from "../../../state/catalogue";
import { useDates } from "../../../state/dates";
import classes from "../requests.module.css";

/** The state whose drawing and colour a step has. Accepting is not completing: it is not green. */
const looks: Record<Step, RequestState> = {
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
  detached: "unknown",
};

/** What happened to a request, in order. `last` is what nobody here can know: whether there is a picture. */
export function RequestTimeline({ detail, last = false }: { detail: RequestDetail; last?: boolean }) {
  const { t } = useTranslation(["requests", "states", "forms"]);
  const dates = useDates();
  return (
    <ol className={classes.timeline} aria-label={t("requests:timeline")}>
      {detail.timeline.map((entry) => (
        <TimelineStep
          key={`${entry.at} ${entry.step}`}
          state={looks[entry.step]}
          words={t(`states:step.${entry.step}`)}
          at={<time title={dates.long(entry.at)}>{dates.seconds(entry.at)}</time>}
          detail={entry.detail}
        />
      ))}
      {detail.row.state === "pending" && tellsRequest(operationById(detail.row.operation)) && (
        <TimelineStep state="pending" words={t("requests:waitsForRun")} detail={t("requests:waitsForRunNext")} dim />
      )}
      {last && (
        <li>
          <span className={classes.dot}>
            <Icon of={IconDeviceTv} />
          </span>
          <div className={classes.dim}>{t("forms:picture")}</div>
          <p className={classes.detail}>{t("forms:pictureNext")}</p>
        </li>
      )}
    </ol>
  );
}

interface TimelineStepProps {
  state: RequestState;
  words: string;
  at?: ReactNode;
  detail?: TimelineEntry["detail"];
  dim?: boolean;
}

function TimelineStep({ state, words, at, detail, dim }: TimelineStepProps) {
  const { tone, icon } = stateLook[state];
  return (
    <li>
      <span className={classes.dot} data-tone={tone}>
        <Icon of={icon} />
      </span>
      <div className={classes.stepLine}>
        <span className={dim ? classes.dim : undefined}>{words}</span>
        {at && <span className={classes.at}>{at}</span>}
      </div>
      {detail && (
        <p className={classes.detail}>
          <bdi>{detail}</bdi>
        </p>
      )}
    </li>
  );
}
