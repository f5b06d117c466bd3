import { useTranslation } from "react-i18next";
import type { Knowledge } from "../../../api/bindings";
import { useDates } from "../../../state/dates";

/** The source and age of knowledge. */
export function SourceLine({ knowledge: { source, at, by } }: { knowledge: Knowledge }) {
  const { t } = useTranslation("knowledge");
  const dates = useDates();
  if (source === "written" && at !== null) {
    const age = dates.span(at, Date.now());
    return (
      <span title={dates.long(at)}>
        {by ? t("writtenBy", { by, at: dates.short(at), age }) : t("writtenAt", { at: dates.short(at), age })}
      </span>
    );
  }
  return <span>{t(`source.${source}`)}</span>;
}
