import { IconClock, IconUserCheck, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Marks } from "../../../api/bindings";
import { Tag } from "../../../components/Tag";
import { useDates } from "../../../state/dates";
import { useNow } from "../../../state/useNow";
import classes from "./evidence.module.css";

/** Whose it is, and why it is not among the open ones. */
export function MarksLine({ marks: { assignee, snoozedUntil, dismissed } }: { marks: Marks }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const now = useNow(60_000);
  const snoozed = snoozedUntil !== null && snoozedUntil > now && dismissed === null;
  if (assignee === null && !snoozed && dismissed === null) return null;
  return (
    <div className={classes.marks}>
      {assignee !== null && (
        <Tag tone="mute" icon={IconUserCheck}>
          <bdi>{t("assignedTo", { to: assignee })}</bdi>
        </Tag>
      )}
      {snoozed && (
        <Tag tone="mute" icon={IconClock}>
          {t("snoozedUntil", { until: dates.short(snoozedUntil) })}
        </Tag>
      )}
      {dismissed !== null && (
        <Tag tone="mute" icon={IconX} title={dismissed}>
          <bdi>{t("dismissedFor", { reason: dismissed })}</bdi>
        </Tag>
      )}
    </div>
  );
}
