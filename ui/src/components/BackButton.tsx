import { IconChevronLeft } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./IconButton";

/** The arrow in the head of a page. Esc does the same. */
export function BackButton({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation();
  return (
    <IconButton
      icon={IconChevronLeft}
      className="icon-mirrors"
      label={t("back")}
      aria-keyshortcuts="Escape Alt+ArrowLeft"
      onClick={onBack}
    />
  );
}
