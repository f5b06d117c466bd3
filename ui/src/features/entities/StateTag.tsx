import { useTranslation } from "react-i18next";
import { Tag } from "../../components/Tag";
import { useWords } from "./useWords";

/** How the server calls its state. Not green: that is kept for what the CA system completed. */
export function StateTag({ state }: { state: string }) {
  const { t } = useTranslation("things");
  const words = useWords();
  return (
    <Tag tone={state.endsWith("EFFECTIVE") && !state.includes("NOT_") ? "accent" : "warn"} title={t("serverState")}>
      {words.state(state)}
    </Tag>
  );
}
