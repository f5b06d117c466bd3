import { Button, VisuallyHidden } from "@mantine/core";
import { IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { useNow } from "../../state/clock";
import { useSnapshot } from "../../state/snapshot";
import { useJobName } from "../../state/useJobName";
import { subject } from "./subject";
import style from "./Toasts.module.css";
import { tellProblem } from "./useUndo";

/** Counts down to the moment a request leaves. The seconds are for eyes: a reader hears it once. */
export function HoldToast({ row, onUndo }: { row: RequestRow; onUndo: () => void }) {
  const { t } = useTranslation("shell");
  const { holdSeconds } = useSnapshot().preferences;
  const now = useNow(200);
  const jobName = useJobName();
  const left = Math.max(0, (row.heldUntil ?? now) - now);
  const whole = Math.max(1, holdSeconds * 1000, left);
  const job = jobName(row);
  return (
    <div className={style.grid} data-tone="accent">
      <Icon of={IconClock} />
      <span className={style.title}>
        {t("heldTitle", { job })} <span aria-hidden>{t("heldIn", { seconds: Math.ceil(left / 1000) })}</span>
      </span>
      <span className={style.actions}>
        <Button size="xs" aria-keyshortcuts="Control+Z" onClick={onUndo}>
          {t("undo")}
          <VisuallyHidden>{job}</VisuallyHidden>
          <Kbd keys="Ctrl+Z" />
        </Button>
        <Button size="xs" variant="subtle" onClick={() => commands.outbox.sendNow(row.key).catch(tellProblem)}>
          {t("sendNow")}
          <VisuallyHidden>{job}</VisuallyHidden>
        </Button>
      </span>
      <bdi className={style.sub}>{subject(row)}</bdi>
      <span className={style.bar} aria-hidden>
        <span style={{ transform: `scaleX(${left / whole})` }} />
      </span>
    </div>
  );
}
