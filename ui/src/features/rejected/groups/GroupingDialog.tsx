import { Button, Select } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RejectedGroup, type SplitBy } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { causeShapeQuery } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { DisabledReason } from "../../../components/DisabledReason";
import { Tag } from "../../../components/labels/Tag";
import { Dialog } from "../../../components/layers/Dialog";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import classes from "../rejected.module.css";
import { useGroupText } from "./useGroupText";

interface GroupingDialogProps {
  /** The cause. */
  group: RejectedGroup;
  groups: readonly RejectedGroup[];
  onJoined: (group: string) => void;
  onClose: () => void;
}

const SPLITS: readonly SplitBy[] = ["words", "service", "user", "unit"];

/** Explains why the requests have one cause, and joins it with another, splits it, or restores it. */
export function GroupingDialog({ group, groups, onJoined, onClose }: GroupingDialogProps) {
  const { t } = useTranslation(["rejected", "common"]);
  const { data: shape, error } = useQuery(causeShapeQuery(group.groups));
  const command = useCommand();
  const text = useGroupText();
  const [other, setOther] = useState<string | null>(null);
  const [by, setBy] = useState<SplitBy>("words");

  const others = groups.filter(({ id }) => id !== group.id);
  const byHand = shape !== undefined && (shape.joined || shape.splitBy !== null);
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
        {shape?.joined && <DisabledReason>{t("rejected:why.joined")}</DisabledReason>}
        {shape?.splitBy && (
          <DisabledReason>
            {t("rejected:why.split", { by: t(`rejected:why.by.${shape.splitBy}`), value: shape.splitValue ?? "–" })}
          </DisabledReason>
        )}
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so by keys too */}
        <ul className={classes.parts} aria-label={t("rejected:why.shapes")} tabIndex={0}>
          {shape?.parts.map((part) => (
            <li key={part.fingerprint}>
              <div className={classes.part}>
                <b>{text.aboutOf({ ...part, parts: [] })}</b>
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
            <Button onClick={() => void run(() => commands.rejected.restoreGroups(group.groups))}>
              {t("rejected:why.restore")}
            </Button>
          </div>
        )}
        <form
          className={classes.act}
          onSubmit={(event) => {
            event.preventDefault();
            const joined = others.find(({ id }) => id === other);
            if (joined) {
              void run(
                () => commands.rejected.joinGroups(joinOf(group, joined)),
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
        {shape && !byHand && (
          <form
            className={classes.act}
            onSubmit={(event) => {
              event.preventDefault();
              void run(() => commands.rejected.splitGroups(group.groups, by));
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

/** The stored groups whose join joins two causes: of the same job, so that jobs stay apart. */
function joinOf(one: RejectedGroup, other: RejectedGroup): string[] {
  for (const job of one.parts) {
    const same = other.parts.find((part) => part.provider === job.provider && part.requestType === job.requestType);
    if (same) return [...job.groups.slice(0, 1), ...same.groups.slice(0, 1)];
  }
  return [...one.groups.slice(0, 1), ...other.groups.slice(0, 1)];
}
