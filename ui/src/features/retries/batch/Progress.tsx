import {
  IconCircleCheck,
  IconCircleX,
  IconHelpCircle,
  IconHourglassEmpty,
  IconPlugConnectedX,
  IconStack2,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Batch } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import classes from "../retries.module.css";
import { Bar, type BarPart } from "./Bar";

type Counted = "completed" | "rejected" | "failed" | "unknown" | "open" | "left";

const looks: Record<Counted, { tone: BarPart["tone"]; icon: Drawing }> = {
  completed: { tone: "ok", icon: IconCircleCheck },
  rejected: { tone: "bad", icon: IconCircleX },
  unknown: { tone: "warn", icon: IconHelpCircle },
  failed: { tone: "mute", icon: IconPlugConnectedX },
  open: { tone: "info", icon: IconHourglassEmpty },
  left: { tone: "accent", icon: IconStack2 },
};
/** Always in words, also where there are none. */
const ALWAYS: readonly Counted[] = ["completed", "rejected", "unknown", "left"];

/** How a batch goes: a bar, and the same in words. */
export function Progress({ batch }: { batch: Batch }) {
  const { t } = useTranslation("retries");
  const counts = { ...batch, left: Math.max(0, batch.ready - batch.sent) };
  const kinds = Object.keys(looks) as Counted[];
  const told = kinds.filter((kind) => counts[kind] > 0 || ALWAYS.includes(kind));
  return (
    <>
      <Bar
        label={t("progress")}
        text={told.map((kind) => t(`counted.${kind}`, { count: counts[kind] })).join(", ")}
        of={batch.ready}
        parts={kinds.filter((kind) => kind !== "left").map((kind) => ({ count: counts[kind], tone: looks[kind].tone }))}
      />
      <ul className={classes.legend}>
        {told.map((kind) => (
          <li key={kind} data-tone={looks[kind].tone}>
            <Icon of={looks[kind].icon} size={14} />
            {t(`counted.${kind}`, { count: counts[kind] })}
          </li>
        ))}
      </ul>
    </>
  );
}
