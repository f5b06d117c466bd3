import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BatchView, type CaIdMappingView, type CaIdQuestion, commands } from "../../../api/bindings";
import { useCommand } from "../../../api/useCommand";
import { Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import { ProblemNote } from "../../../components/ProblemNote";
import { useDates } from "../../../state/dates";
import { NoServices } from "../../lookups/NoServices";
import { servicesQuery } from "../../lookups/queries";
import classes from "../retries.module.css";
import { CaIdAnswer } from "./CaIdAnswer";
import { askedKind, caIdKey, mappedName, refreshAnswered } from "./caIds";

/** Questions that are asked at a time; the others follow as these are answered. */
const SHOWN_QUESTIONS = 5;

interface CaIdQuestionsProps {
  batch: BatchView;
  questions: CaIdQuestion[];
}

/** Asks once for each CA id that requests lack another identifier for, the one of most requests first. */
export function CaIdQuestions({ batch, questions }: CaIdQuestionsProps) {
  const { t } = useTranslation("retries");
  const [changing, setChanging] = useState<string>();
  const { data: services } = useQuery({
    ...servicesQuery,
    enabled: questions.some(({ of }) => askedKind(of) === "service"),
  });
  if (questions.length === 0) return null;
  const answered = questions.filter(({ mapping }) => mapping !== null);
  const open = questions.filter(({ mapping }) => mapping === null);
  const first = open[0] && caIdKey(open[0].of);
  return (
    <section aria-label={t("questions.title")}>
      <h3>{t("questions.title")}</h3>
      <p className={classes.quiet}>{t("questions.about")}</p>
      <NoServices services={services} />
      <ul className={classes.questions}>
        {open.slice(0, SHOWN_QUESTIONS).map((question) => {
          const key = caIdKey(question.of);
          return (
            <li key={key}>
              <CaIdAnswer batch={batch} question={question} isNext={changing === undefined && key === first} />
            </li>
          );
        })}
        {answered.map((question) => {
          const key = caIdKey(question.of);
          return (
            <li key={key}>
              {changing === key ? (
                <CaIdAnswer batch={batch} question={question} isNext onClose={() => setChanging(undefined)} />
              ) : (
                question.mapping && (
                  <Answered
                    batch={batch}
                    question={question}
                    mapping={question.mapping}
                    onChange={() => setChanging(key)}
                  />
                )
              )}
            </li>
          );
        })}
      </ul>
      {open.length > SHOWN_QUESTIONS && (
        <p className={classes.quiet}>{t("questions.more", { count: open.length - SHOWN_QUESTIONS })}</p>
      )}
    </section>
  );
}

interface AnsweredProps extends Omit<CaIdQuestionsProps, "questions"> {
  question: CaIdQuestion;
  mapping: CaIdMappingView;
  onChange: () => void;
}

/** A CA id with its answer, which can be changed or removed until the batch is started. */
function Answered({ batch, question, mapping, onChange }: AnsweredProps) {
  const { t } = useTranslation("retries");
  const dates = useDates();
  const { busy, problem, run } = useCommand({ refresh: () => refreshAnswered(batch) });
  const { of, rows } = question;
  const by = { user: mapping.user, at: dates.short(mapping.at) };
  return (
    <div className={classes.answered}>
      <span className={classes.mapping} title={t(mapping.user ? "questions.by" : "questions.answeredAt", by)}>
        {t(`questions.kind.${askedKind(of)}`)} <Identifier value={of.caId} bare copy={false} />
        <Icon of={IconArrowRight} size={14} />
        <b>{mappedName(mapping)}</b>
      </span>
      <span className={classes.quiet}>
        {mapping.overruled === null
          ? t("questions.rows", { count: rows })
          : t("questions.overruled", { reported: mapping.overruled })}
      </span>
      <Button size="xs" aria-label={t("questions.changeOne", { id: of.caId })} onClick={onChange}>
        {t("questions.change")}
      </Button>
      <Button
        size="xs"
        variant="subtle"
        aria-label={t("questions.removeOne", { id: of.caId })}
        aria-disabled={busy}
        onClick={() => void run(() => commands.retries.forgetCaId(of))}
      >
        {t("questions.remove")}
      </Button>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
