import { Button } from "@mantine/core";
import { IconBook2, IconPencil, IconQuestionMark, IconRefresh, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Advice, CauseOver, Helped, RejectedGroup } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { type Drawing, Icon } from "../../../components/Icon";
import { Tag } from "../../../components/labels/Tag";
import { useDates } from "../../../state/dates";
import { useGroupText } from "../groups/useGroupText";
import classes from "../rejected.module.css";

const KnowledgeDialog = lazy(async () => ({ default: (await import("./KnowledgeDialog")).KnowledgeDialog }));
const GroupingDialog = lazy(async () => ({ default: (await import("../groups/GroupingDialog")).GroupingDialog }));

interface KnowledgeCardProps {
  cause: RejectedGroup;
  /** The cause, or the job to which it is narrowed. */
  shown: RejectedGroup;
  /** The causes that it can be joined with. */
  causes: readonly RejectedGroup[];
  /** Number of new requests when the group was opened; viewing it marks them as seen. */
  fresh: number;
  onJoined: (group: string) => void;
}

/** The knowledge about a cause, and the results of its retries. Knowledge is written for all of its jobs at once. */
export function KnowledgeCard({ cause: whole, shown: group, causes, fresh, onJoined }: KnowledgeCardProps) {
  const { t } = useTranslation("rejected");
  const [dialog, setDialog] = useState<"edit" | "why">();
  const text = useGroupText();
  const { knowledge } = group;
  const { cause, owner, nextStep, advice, source } = knowledge;
  const known = source !== "nothing";
  const name = text.nameOf(group);
  // The words of the CA system, unless they are the name.
  const words = [group.line, group.errorCode].find((one) => one && one !== name);
  return (
    <div className={classes.causeCard}>
      <div className={classes.title}>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <span className={classes.push} />
        {fresh > 0 && <Tag tone="accent">{t("fresh", { count: fresh })}</Tag>}
        {known && (
          <Tag
            tone="mute"
            icon={IconBook2}
            plain
            title={source === "written" ? t("writtenBy", { by: knowledge.by ?? t("somebody") }) : undefined}
          >
            {t(`source.${source}`)}
          </Tag>
        )}
      </div>
      <div className={classes.second}>
        {words && (
          <bdi className={classes.causeLine} title={words}>
            {words}
          </bdi>
        )}
        <span className={classes.push} />
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconQuestionMark} size={14} />}
          onClick={() => setDialog("why")}
        >
          {t("why.open")}
        </Button>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconPencil} size={14} />}
          onClick={() => setDialog("edit")}
        >
          {t(known ? "edit" : "write")}
        </Button>
      </div>
      {whole.over && <Over over={whole.over} />}
      <GroupFacts group={group} />
      {cause ? <p>{cause}</p> : !known && <p className={classes.quiet}>{t("nothingKnown")}</p>}
      {known && (
        <dl className={classes.facts}>
          {owner && (
            <>
              <dt>{t("whoFixes")}</dt>
              <dd>{t(`owner.${owner}`)}</dd>
            </>
          )}
          {nextStep && (
            <>
              <dt>{t("nextStep")}</dt>
              <dd>{nextStep}</dd>
            </>
          )}
          {advice && (
            <>
              <dt>{t("retryAdvice")}</dt>
              <dd>
                <AdviceTag advice={advice} /> <span className={classes.quiet}>{t(`advice.${advice}Next`)}</span>
              </dd>
            </>
          )}
        </dl>
      )}
      <HelpedBar helped={group.helped} />
      <Suspense>
        {dialog === "edit" && <KnowledgeDialog group={whole} onClose={() => setDialog(undefined)} />}
        {dialog === "why" && (
          <GroupingDialog group={whole} groups={causes} onJoined={onJoined} onClose={() => setDialog(undefined)} />
        )}
      </Suspense>
    </div>
  );
}

/** Newer requests go through again, so that a retry of the others is worth it. */
function Over({ over: { since, completed } }: { over: CauseOver }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  return (
    <Banner tone="ok" role="status">
      <b>{t("over.title", { at: dates.short(since) })}</b> {t("over.text", { count: completed })} {t("over.next")}
    </Banner>
  );
}

/** The extent of a group: its share, affected cards and subscriptions, first and last request, running retries. */
function GroupFacts({ group }: { group: RejectedGroup }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const { share, cards, subscriptions, firstSeen, lastSeen, beingRetried } = group;
  const percent = Math.round(share * 100);
  const seen = (name: "first" | "last", at: number | null) =>
    at !== null && (
      <span>
        {t(`facts.${name}`)} <time title={dates.long(at)}>{dates.short(at)}</time>
      </span>
    );
  return (
    <p className={classes.reach}>
      <span>{percent > 0 ? t("facts.share", { percent }) : t("facts.little")}</span>
      {cards > 0 && <span>{t("facts.cards", { count: cards })}</span>}
      {subscriptions > 0 && <span>{t("facts.subscriptions", { count: subscriptions })}</span>}
      {seen("first", firstSeen)}
      {seen("last", lastSeen)}
      {beingRetried > 0 && <b>{t("facts.beingRetried", { count: beingRetried })}</b>}
    </p>
  );
}

/** The results of a group's retries as a bar and in words. */
function HelpedBar({ helped }: { helped: Helped }) {
  const { t } = useTranslation("rejected");
  const { retried, completed, sameError, otherError, open, plain, plainCompleted, plainMinutes } = helped;
  if (retried === 0) return <p className={classes.faint}>{t("helped.none")}</p>;
  const parts = [
    { tone: "ok", count: completed, text: t("helped.completed", { count: completed }) },
    { tone: "bad", count: sameError, text: t("helped.sameError", { count: sameError }) },
    { tone: "warn", count: otherError, text: t("helped.otherError", { count: otherError }) },
    { tone: "info", count: open, text: t("helped.open", { count: open }) },
  ].filter(({ count }) => count > 0);
  return (
    <div className={classes.helped}>
      <p className={classes.causeSaid}>
        <b>{t("helped.retried", { count: retried })}</b>
        {parts.map(({ tone, text }) => (
          <span key={tone} data-tone={tone}>
            {text}
          </span>
        ))}
      </p>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ tone, count }) => (
          <i key={tone} data-tone={tone} style={{ flexGrow: count }} />
        ))}
      </div>
      {plain > 0 && (
        <p className={classes.faint}>
          {t(plainMinutes === null || plainCompleted === 0 ? "helped.plain" : "helped.plainAfter", {
            count: plain,
            completed: plainCompleted,
            minutes: plainMinutes ?? 0,
          })}
        </p>
      )}
    </div>
  );
}

const looks: Record<Advice, { tone: "ok" | "warn" | "bad"; icon: Drawing }> = {
  yes: { tone: "ok", icon: IconRefresh },
  afterFix: { tone: "warn", icon: IconPencil },
  never: { tone: "bad", icon: IconX },
};

/** The retry advice in two words; without knowledge, the request to write it down. */
export function AdviceTag({ advice }: { advice: Advice | null }) {
  const { t } = useTranslation("rejected");
  if (advice === null) {
    return (
      <Tag tone="mute" icon={IconBook2}>
        {t("advice.none")}
      </Tag>
    );
  }
  return <Tag {...looks[advice]}>{t(`advice.${advice}`)}</Tag>;
}
