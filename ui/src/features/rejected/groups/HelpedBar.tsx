import { useTranslation } from "react-i18next";
import type { Helped } from "../../../api/bindings";
import classes from "../pane/knowledge.module.css";

/** What became of a group's retries: a bar, and the same in words. */
export function HelpedBar({ helped }: { helped: Helped }) {
  const { t } = useTranslation("rejected");
  const { retried, completed, sameError, otherError, open, plain, plainCompleted, plainMinutes } = helped;
  if (retried === 0) return <p className={classes.none}>{t("helped.none")}</p>;
  const parts = [
    { tone: "ok", count: completed, text: t("helped.completed", { count: completed }) },
    { tone: "bad", count: sameError, text: t("helped.sameError", { count: sameError }) },
    { tone: "warn", count: otherError, text: t("helped.otherError", { count: otherError }) },
    { tone: "info", count: open, text: t("helped.open", { count: open }) },
  ].filter(({ count }) => count > 0);
  return (
    <div className={classes.helped}>
      <p className={classes.said}>
        <b>{t("helped.retried", { count: retried })}</b>
        {parts.map(({ tone, text }) => (
          <span key={tone} data-tone={tone}>
            {text}
          </span>
        ))}
      </p>
      <div className={classes.bar} aria-hidden>
        {parts.map(({ tone, count }) => (
          <i key={tone} data-tone={tone} style={{ flexGrow: count }} />
        ))}
      </div>
      {plain > 0 && (
        <p className={classes.none}>
          {t(plainMinutes === null || plainCompleted === 0 ? "helped.plain" : "helped.plainAfter", {
            count: plain,
            completed: plainCompleted,
            minutes: plainMinutes ?? 0,
          })}
        </p>
      )}
    </div>
  );
}
