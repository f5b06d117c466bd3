import { useTranslation } from "react-i18next";
import { PageHead } from "../kit/PageHead";

/** What one shift leaves to the next. */
export function HandoverPage() {
  const { t } = useTranslation("handover");
  return <PageHead title={t("title")} />;
}
