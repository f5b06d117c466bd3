import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import classes from "../rejected.module.css";
import { useGroupText } from "./useGroupText";

interface JobFilterProps {
  cause: RejectedGroup;
  /** Absent: all jobs. */
  job: RejectedGroup | undefined;
  onJob: (job: string | undefined) => void;
}

/** The jobs that a cause concerns. One of them narrows the requests and the actions on all of them. */
export function JobFilter({ cause, job, onJob }: JobFilterProps) {
  const { t } = useTranslation("rejected");
  const text = useGroupText();
  if (cause.parts.length < 2) return null;
  const choice = (name: string, of: RejectedGroup, chosen: boolean, id: string | undefined) => (
    <Button key={of.id} size="xs" variant="subtle" aria-pressed={chosen} onClick={() => onJob(chosen ? undefined : id)}>
      {t("counted", { name, count: of.count })}
    </Button>
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would need a visible legend
    <div className={classes.jobs} role="group" aria-label={t("jobFilter")}>
      {choice(t("allJobs"), cause, job === undefined, undefined)}
      {cause.parts.map((part) => choice(text.jobOf(part), part, part.id === job?.id, part.id))}
    </div>
  );
}
