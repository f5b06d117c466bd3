import { useTranslation } from "react-i18next";
import { useNow } from "../../../state/clock";
import { useDates } from "../../../state/dates";
import shared from "../field.module.css";
import classes from "../pairing/pairing.module.css";
import { dueAt } from "./outcome";

const two = (count: number) => String(count).padStart(2, "0");

/** From acceptance to the picture, as long as it usually takes here. Seen, and read when asked for; not called out. */
export function Countdown({ from, minutes }: { from: number; minutes: number }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const now = useNow(1000);
  const due = dueAt(from, minutes);
  const left = Math.max(0, Math.ceil((due - now) / 1000));
  const share = minutes > 0 ? Math.min(100, Math.max(0, Math.round(((now - from) / (due - from)) * 100))) : 100;
  const text = left > 0 ? t("countdown.left", { span: dates.span(now, due) }) : t("countdown.due");
  return (
    <div className={classes.countdown}>
      <span className={classes.clock} role="timer" aria-live="off" aria-label={text}>
        {two(Math.floor(left / 60))}:{two(left % 60)}
      </span>
      <span className={shared.words}>
        <b>{left > 0 ? t("countdown.until") : t("countdown.due")}</b>
        <span className={shared.small}>{t("countdown.times", { sent: dates.time(from), due: dates.time(due) })}</span>
      </span>
      <div
        role="progressbar"
        aria-label={t("countdown.until")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
        aria-valuetext={text}
        className={shared.bar}
      >
        <i style={{ inlineSize: `${share}%` }} />
      </div>
    </div>
  );
}
