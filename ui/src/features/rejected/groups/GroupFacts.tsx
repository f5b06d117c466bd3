import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { useDates } from "../../../state/dates";
import classes from "../pane/knowledge.module.css";

/** How far it reaches: its share, whom it touches, since when, and what is being done. */
export function GroupFacts({ group }: { group: RejectedGroup }) {
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
