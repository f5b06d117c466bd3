import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands, type OldCause } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { oldCausesQuery, queryClient } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import classes from "../rejected.module.css";
import { SourceLine } from "./SourceLine";
import { useKnowledgeFiles } from "./sharedFiles";

/** Lists the knowledge of an earlier version that could not be matched to a cause of today. */
export function OldCausesDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const { data: old, error } = useQuery(oldCausesQuery);
  const { busy, problem, run } = useCommand();
  const files = useKnowledgeFiles();

  async function forget({ group }: OldCause) {
    const done = await run(() => commands.rejected.forgetKnowledge([group]));
    if (done) await queryClient.invalidateQueries({ queryKey: ["rejected"] });
  }
  return (
    <Dialog
      size={640}
      onClose={onClose}
      title={t("knowledge:old.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.form}>
        <p className={classes.formAbout}>{t(old?.length === 0 ? "knowledge:old.none" : "knowledge:old.text")}</p>
        {error && <ProblemNote problem={asProblem(error)} />}
        {problem && <ProblemNote problem={problem} />}
        {!old && !error && <SkeletonRows rows={3} />}
        {old && old.length > 0 && (
          <ul className={classes.old} aria-label={t("knowledge:old.title")}>
            {old.map((one) => (
              <li key={one.group}>
                <Old cause={one} busy={busy} onForget={() => void forget(one)} />
              </li>
            ))}
          </ul>
        )}
        <div className={classes.answers}>
          {old && old.length > 0 && <Button onClick={() => void files.exportFile()}>{t("knowledge:old.save")}</Button>}
          <Button variant="filled" onClick={onClose}>
            {t("common:close")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

interface OldProps {
  cause: OldCause;
  busy: boolean;
  onForget: () => void;
}

function Old({ cause: { knowledge }, busy, onForget }: OldProps) {
  const { t } = useTranslation("knowledge");
  const { title, cause, owner, nextStep, advice } = knowledge;
  const name = title ?? "–";
  return (
    <>
      <div className={classes.oldHead}>
        <b>
          <bdi>{name}</bdi>
        </b>
        <Button size="xs" aria-label={t("old.forgetNamed", { name })} aria-disabled={busy} onClick={onForget}>
          {t("old.forget")}
        </Button>
      </div>
      {cause && <p>{cause}</p>}
      {nextStep && <p>{nextStep}</p>}
      <p className={classes.formAbout}>
        {(owner || advice) && (
          <span>
            {[owner && t(`owners.${owner}`), advice && `${t("advice")}: ${t(`advices.${advice}`)}`]
              .filter(Boolean)
              .join(" · ")}
          </span>
        )}
        <SourceLine knowledge={knowledge} />
      </p>
    </>
  );
}
