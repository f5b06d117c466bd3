import { Button } from "@mantine/core";
import { IconBook2, IconPencil, IconQuestionMark } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Tag } from "../../../components/Tag";
import { GroupFacts } from "../groups/GroupFacts";
import { HelpedBar } from "../groups/HelpedBar";
import { useGroupText } from "../groups/useGroupText";
import { AdviceTag } from "./AdviceTag";
import classes from "./knowledge.module.css";

const KnowledgeDialog = lazy(async () => ({ default: (await import("../knowledge/KnowledgeDialog")).KnowledgeDialog }));
const WhyDialog = lazy(async () => ({ default: (await import("./WhyDialog")).WhyDialog }));

interface KnowledgeCardProps {
  group: RejectedGroup;
  /** The others, to join it with. */
  groups: readonly RejectedGroup[];
  /** New ones when it was opened; looking at it makes them known. */
  fresh: number;
  onJoined: (group: string) => void;
}

/** What is known of a group's cause, and what retries did about it. */
export function KnowledgeCard({ group, groups, fresh, onJoined }: KnowledgeCardProps) {
  const { t } = useTranslation("rejected");
  const [dialog, setDialog] = useState<"edit" | "why">();
  const text = useGroupText();
  const { knowledge } = group;
  const { cause, owner, nextStep, advice, source } = knowledge;
  const known = source !== "nothing";
  const name = text.nameOf(group);
  // The CA system's own, where they are not the name.
  const words = [group.line, group.errorCode].find((one) => one && one !== name);
  return (
    <div className={classes.card}>
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
          <bdi className={classes.line} title={words}>
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
        {dialog === "edit" && <KnowledgeDialog group={group} onClose={() => setDialog(undefined)} />}
        {dialog === "why" && (
          <WhyDialog group={group} groups={groups} onJoined={onJoined} onClose={() => setDialog(undefined)} />
        )}
      </Suspense>
    </div>
  );
}
