import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../../../api/bindings";
import { Tag } from "../../../components/Tag";
import { useDates } from "../../../state/dates";
import { useNow } from "../../../state/useNow";
import { AdviceTag } from "../pane/AdviceTag";
import classes from "./groups.module.css";
import { Trend } from "./Trend";
import { isGrowing } from "./trend";
import { useGroupText } from "./useGroupText";

interface GroupOptionProps {
  id: string;
  group: RejectedGroup;
  /** Where it stands, and of how many: only those on the screen are drawn. */
  place: number;
  of: number;
  top: number;
  chosen: boolean;
  /** How long the trend's bars are together, in words. */
  span: string;
  onChoose: () => void;
}

export function GroupOption({ id, group, place, of, top, chosen, span, onChoose }: GroupOptionProps) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const now = useNow(60_000);
  const text = useGroupText();
  const code = text.codeOf(group);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list has the keys of all its options
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names its active option
    <div
      id={id}
      role="option"
      aria-selected={chosen}
      aria-posinset={place + 1}
      aria-setsize={of}
      className={classes.group}
      style={{ insetBlockStart: top }}
      onClick={onChoose}
    >
      <span className={classes.count} data-long={group.count > 999 || undefined}>
        {t(group.count > 9999 ? "about" : "number", { count: group.count })}
      </span>
      <span className={classes.texts}>
        <b>
          <bdi>{text.nameOf(group)}</bdi>
        </b>
        <span className={classes.about}>{text.aboutOf(group)}</span>
        <bdi className={classes.code}>{code ?? t("noCode")}</bdi>
        <span className={classes.tags}>
          <AdviceTag advice={group.knowledge.advice} />
          {group.fresh > 0 && <Tag tone="accent">{t("fresh", { count: group.fresh })}</Tag>}
          {group.oldest !== null && (
            <span className={classes.age}>{t("oldest", { age: dates.age(group.oldest, now) })}</span>
          )}
        </span>
      </span>
      <Trend bars={group.trend} />
      <VisuallyHidden>
        {t(isGrowing(group.trend) ? "trendGrowing" : "trend", { span, most: Math.max(0, ...group.trend) })}
      </VisuallyHidden>
    </div>
  );
}
