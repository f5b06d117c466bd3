import { Button, Radio, Select, Textarea, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import {
  type Advice,
  commands,
  type FixOwner,
  type Knowledge,
  type KnowledgeDraft,
  type RejectedGroup,
} from "../../../api/bindings";
import { queryClient } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { useFaultText } from "../../../components/fieldFaults";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { useFilledForm } from "../../../state/filledForms";
import { outlived, useOutliving } from "../../../state/reloadMemory";
import { refuseEnters } from "../../scanner/ignoreRepeatedEnter";
import classes from "../rejected.module.css";
import { SourceLine } from "./SourceLine";

const OWNERS: readonly FixOwner[] = ["data", "caSystem", "stock", "entitlement", "setup"];
const ADVICE: readonly Advice[] = ["yes", "afterFix", "never"];

/** Edits the knowledge about a cause. */
export function KnowledgeDialog({ group, onClose }: { group: RejectedGroup; onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  const [known, setKnown] = useState(group.knowledge);
  const place = `knowledge ${group.id}`;
  const [draft, setDraft] = useState(() => outlived<KnowledgeDraft>(place) ?? draftOf(group.knowledge));
  useOutliving(place, draft);
  useFilledForm(true);
  const { busy, problem, run } = useCommand();
  const faultText = useFaultText();
  const advised = useId();

  const set = (part: Partial<KnowledgeDraft>) => setDraft({ ...draft, ...part });
  const wrong = (field: string, label?: string) => {
    const found = problem?.fields.find((at) => at.field === field);
    return found && faultText(found, label ? { label } : undefined);
  };
  async function write(act: () => Promise<Knowledge>) {
    const written = await run(act);
    if (written) await queryClient.invalidateQueries({ queryKey: ["rejected"] });
    return written;
  }
  async function forget() {
    const left = await write(() => commands.rejected.forgetKnowledge(group.groups));
    if (!left) return;
    setKnown(left);
    setDraft(draftOf(left));
  }
  return (
    <Dialog
      size={560}
      onClose={onClose}
      title={t("knowledge:title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void write(() => commands.rejected.saveKnowledge(group.groups, draft)).then((saved) => {
            if (!saved) return;
            refuseEnters();
            onClose();
          });
        }}
      >
        <p className={classes.formAbout}>
          {group.line && (
            <bdi dir="ltr" className={classes.line}>
              {group.line}
            </bdi>
          )}
          <SourceLine knowledge={known} />
        </p>
        {problem && <ProblemNote problem={problem} />}
        <TextInput
          data-autofocus
          name="title"
          label={t("knowledge:cause")}
          description={t("knowledge:causeHelp")}
          maxLength={120}
          value={draft.title}
          error={wrong("title", t("knowledge:cause"))}
          onChange={(event) => set({ title: event.currentTarget.value })}
        />
        <Textarea
          name="cause"
          label={t("knowledge:why")}
          rows={3}
          value={draft.cause}
          error={wrong("cause")}
          onChange={(event) => set({ cause: event.currentTarget.value })}
        />
        <Select
          name="owner"
          label={t("knowledge:owner")}
          data={[
            { value: "", label: t("knowledge:owners.none") },
            ...OWNERS.map((owner) => ({ value: owner, label: t(`knowledge:owners.${owner}`) })),
          ]}
          value={draft.owner ?? ""}
          onChange={(owner) => set({ owner: (owner || null) as FixOwner | null })}
        />
        <Textarea
          name="nextStep"
          label={t("knowledge:nextStep")}
          rows={2}
          value={draft.nextStep}
          error={wrong("nextStep")}
          onChange={(event) => set({ nextStep: event.currentTarget.value })}
        />
        <div role="radiogroup" aria-labelledby={advised} className={classes.fields}>
          <span id={advised} className={classes.heading}>
            {t("knowledge:advice")}
          </span>
          {[...ADVICE, null].map((advice) => (
            <Radio
              key={advice}
              name="advice"
              label={t(`knowledge:advices.${advice ?? "none"}`)}
              checked={draft.advice === advice}
              onChange={() => set({ advice })}
            />
          ))}
        </div>
        <p className={classes.formAbout}>{t("knowledge:keptHere")}</p>
        <div className={classes.answers}>
          {known.source === "written" && (
            <Button variant="subtle" className={classes.forget} aria-disabled={busy} onClick={() => void forget()}>
              {t("knowledge:forget")}
            </Button>
          )}
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="filled" aria-disabled={busy}>
            {t("common:save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const draftOf = ({ title, cause, owner, nextStep, advice }: Knowledge): KnowledgeDraft => ({
  title: title ?? "",
  cause: cause ?? "",
  owner,
  nextStep: nextStep ?? "",
  advice,
});
