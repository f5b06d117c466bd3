import { useTranslation } from "react-i18next";
import { PageHead } from "../kit/PageHead";

export function ThingPage() {
  const { t } = useTranslation("things");
  return <PageHead title={t("thingsTitle")} />;
}
