import { IconBriefcaseOff, IconKey, IconLock, IconWifiOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Problem, ProblemCode } from "../api/bindings";
import { Banner, type BannerTone } from "./Banner";
import { useFaultText } from "./fieldFaults";
import type { Drawing } from "./Icon";
import classes from "./ProblemNote.module.css";

/** The severity of each problem. Title and next step are in the message catalogue, under the same code. */
export const problemLook: Record<ProblemCode, { tone: BannerTone; icon?: Drawing }> = {
  nameNotFound: { tone: "bad", icon: IconWifiOff },
  serverUnreachable: { tone: "bad", icon: IconWifiOff },
  certificateNotTrusted: { tone: "bad", icon: IconLock },
  proxyFailed: { tone: "bad", icon: IconWifiOff },
  timedOut: { tone: "warn" },
  connectionCut: { tone: "warn", icon: IconWifiOff },
  notJson: { tone: "bad" },
  emptyAnswer: { tone: "bad" },
  truncatedAnswer: { tone: "bad" },
  answerTooLarge: { tone: "bad" },
  unexpectedAnswer: { tone: "bad" },
  serverBusy: { tone: "warn" },
  wrongCredentials: { tone: "bad" },
  sessionEnded: { tone: "warn", icon: IconLock },
  notSignedIn: { tone: "warn", icon: IconLock },
  refused: { tone: "bad" },
  invalidInput: { tone: "bad" },
  unknownRelease: { tone: "bad" },
  noOrganisation: { tone: "bad" },
  notOffered: { tone: "warn", icon: IconBriefcaseOff },
  noLookUp: { tone: "info" },
  connectionReadOnly: { tone: "warn", icon: IconLock },
  connectionMoved: { tone: "warn" },
  caFileUnreadable: { tone: "bad" },
  keyringMissing: { tone: "mute", icon: IconKey },
  keyringLocked: { tone: "warn", icon: IconKey },
  keyringTooLong: { tone: "warn", icon: IconKey },
  keyringFailed: { tone: "warn", icon: IconKey },
  profilePutBack: { tone: "warn" },
  profileElsewhere: { tone: "warn" },
  profileUnchecked: { tone: "warn", icon: IconKey },
  settingsCorrupt: { tone: "warn" },
  settingsNewer: { tone: "warn" },
  administratorFileCorrupt: { tone: "warn" },
  journalCorrupt: { tone: "bad" },
  journalNewer: { tone: "bad" },
  journalNotCopied: { tone: "bad" },
  journalUnavailable: { tone: "bad" },
  cacheRebuilt: { tone: "info" },
  fileNotWritten: { tone: "bad" },
  fileNotRead: { tone: "bad" },
  fileNotChosen: { tone: "warn" },
  listNotRead: { tone: "bad" },
  interrupted: { tone: "warn" },
  answerOfAnother: { tone: "warn" },
  pinNotKept: { tone: "warn" },
  tooLate: { tone: "warn" },
  alreadySent: { tone: "warn" },
  alreadyRetried: { tone: "warn" },
  notFound: { tone: "warn" },
  internal: { tone: "bad" },
};

type ProblemNoteProps = { problem: Problem; actions?: ReactNode; role?: "alert" | "status" };

/** The problems whose fields are shown here alone. */
const withFields: ProblemCode[] = [
  "invalidInput",
  "listNotRead",
  "fileNotRead",
  "fileNotWritten",
  "certificateNotTrusted",
  "journalNewer",
];

/** A problem: its title, the next step, and the server's own words. Every problem is shown by this component. */
export function ProblemNote({ problem, actions, role = "alert" }: ProblemNoteProps) {
  const { t } = useTranslation("problems");
  const { tone, icon } = problemLook[problem.code];
  const faultText = useFaultText();
  return (
    <Banner tone={tone} icon={icon} actions={actions} role={role}>
      <b>{t(`${problem.code}.title`)}</b> {t(`${problem.code}.next`)}
      {withFields.includes(problem.code) &&
        problem.fields.map((at) => <div key={`${at.field} ${at.fault}`}>{faultText(at)}</div>)}
      {problem.outcome && <div>{t(`outcome.${problem.outcome}`)}</div>}
      <ProblemWords problem={problem} />
    </Banner>
  );
}

/** The server's or the system's own words. */
export function ProblemWords({ problem }: { problem: Problem }) {
  const words = [problem.message, problem.detail].filter(Boolean).join("\n");
  return (
    words && (
      <bdi dir="ltr" className={classes.words} data-selectable>
        {words}
      </bdi>
    )
  );
}
