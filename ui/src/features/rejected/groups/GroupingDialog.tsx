import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RejectedGroup, type SplitBy } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { groupShapeQuery } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { DisabledReason } from "../../../components/DisabledReason";
import { Tag } from "../../../components/labels/Tag";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import classes from "../rejected.module.css";
import { useGroupText } from "./useGroupText";

interface GroupingDialogProps {
  group: RejectedGroup;
  groups: readonly RejectedGroup[];
  onJoined: (group: string) => void;
  onClose: () => void;
}

const SPLITS: readonly SplitBy[] = ["words", "service", "user", "unit"];

/** Explains why the requests form one group, and joins it with another, splits it, or restores it. */
export function GroupingDialog({ group, groups, onJoined, onClose }: GroupingDialogProps) {
  const { t } = useTranslation(["rejected", "common"]);
  const { data: shape, error } = useQuery(groupShapeQuery(group.id));
  const command = useCommand();
  const text = useGroupText();
  const [other, setOther] = useState<string | null>(null);
  const [by, setBy] = useState<SplitBy>("words");

  const others = groups.filter(({ id }) => id !== group.id);
  const byHand = shape !== undefined && (shape.parts.length > 1 || shape.splitBy !== null);
  const run = (act: () => Promise<unknown>, then?: (answer: unknown) => void) =>
    command
      .run(async () => ({ answer: await act() }))
      .then((done) => {
        if (!done) return;
        then?.(done.answer);
        onClose();
      });

  return (
    <Dialog
      size={640}
      onClose={onClose}
      title={t("rejected:why.title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.groupingBody}>
        <p className={classes.quiet}>{t("rejected:why.text")}</p>
        {error && <ProblemNote problem={asProblem(error)} />}
        {command.problem && <ProblemNote problem={command.problem} />}
        {!shape && !error && <SkeletonRows rows={3} />}
        {shape && shape.parts.length > 1 && (
          <DisabledReason>{t("rejected:why.joined", { count: shape.parts.length })}</DisabledReason>
        )}
        {shape?.splitBy && (
          <DisabledReason>
            {t("rejected:why.split", { by: t(`rejected:why.by.${shape.splitBy}`), value: shape.splitValue ?? "–" })}
          </DisabledReason>
        )}
        <ul className={classes.parts} aria-label={t("rejected:why.shapes")}>
          {shape?.parts.map((part) => (
            <li key={part.fingerprint}>
              <div className={classes.part}>
                <b>{text.aboutOf({ ...group, ...part })}</b>
                {part.errorCode && <bdi className="mono">{part.errorCode}</bdi>}
                <Tag tone="mute">{t("rejected:requests", { count: part.count })}</Tag>
              </div>
              <pre dir="ltr">{part.shape}</pre>
            </li>
          ))}
        </ul>
        {byHand && (
          <div className={classes.act}>
            <span>{t("rejected:why.restoreText")}</span>
            <Button onClick={() => void run(() => commands.rejected.restoreGroup(group.id))}>
              {t("rejected:why.restore")}
            </Button>
          </div>
        )}
        <form
          className={classes.act}
          onSubmit={(event) => {
            event.preventDefault();
            if (other !== null) {
              void run(
                () => commands.rejected.joinGroups([group.id, other]),
                (joined) => onJoined(String(joined)),
              );
            }
          }}
        >
          <Select
            label={t("rejected:why.join")}
            placeholder={t("rejected:why.joinPlaceholder")}
            searchable
            nothingFoundMessage={t("rejected:why.joinNone")}
            disabled={others.length === 0}
            data={others.map((one) => ({
              value: one.id,
              label: `${text.nameOf(one)} · ${text.aboutOf(one)} (${one.count})`,
            }))}
            value={other}
            onChange={setOther}
          />
          <Button type="submit" data-disabled={other === null || undefined} aria-disabled={other === null}>
            {t("rejected:why.joinDo")}
          </Button>
        </form>
        {shape?.parts.length === 1 && shape.splitBy === null && (
          <form
            className={classes.act}
            onSubmit={(event) => {
              event.preventDefault();
              void run(() => commands.rejected.splitGroup(group.id, by));
            }}
          >
            <Select
              label={t("rejected:why.splitBy")}
              data={SPLITS.map((value) => ({ value, label: t(`rejected:why.by.${value}`) }))}
              value={by}
              onChange={(value) => setBy(value as SplitBy)}
            />
            <Button type="submit">{t("rejected:why.splitDo")}</Button>
          </form>
        )}
        <p className={classes.quiet}>{t("rejected:why.kept")}</p>
      </div>
    </Dialog>
  );
}
