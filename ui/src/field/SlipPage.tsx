import { useTranslation } from "react-i18next";
import { PageHead } from "../kit/PageHead";

export function SlipPage() {
  const { t } = useTranslation("field");
  return <PageHead title={t("slipTitle")} />;
}
