import { useTranslation } from "react-i18next";
import type { MarkVersion } from "../../../api/bindings";
import { useDates } from "../../../state/dates";
import classes from "./evidence.module.css";

/** Who marked it with what, and when: also what was replaced, and what a file brought. */
export function MarkHistory({ history }: { history: MarkVersion[] }) {
  const { t } = useTranslation("rejected");
  return (
    <details>
      <summary>{t("history.title", { count: history.length })}</summary>
      <ol className={classes.history} aria-label={t("history.name")}>
        {history.map((version) => (
          <li
            key={`${version.field} ${version.at} ${version.by} ${version.value}`}
            data-past={!version.current || undefined}
          >
            <Version version={version} />
          </li>
        ))}
      </ol>
    </details>
  );
}

function Version({ version: { field, value, at, by, current } }: { version: MarkVersion }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const shown = value !== null && field === "snooze" ? dates.short(Number(value)) : value;
  return (
    <>
      <div>
        {shown === null ? t(`history.taken.${field}`) : t(`history.set.${field}`, { value: shown })}
        {!current && ` ${t("history.replaced")}`}
      </div>
      <div className={classes.quiet}>
        <bdi>{by}</bdi>, <time title={dates.long(at)}>{dates.short(at)}</time>
      </div>
    </>
  );
}
