import { Button } from "@mantine/core";
import { IconCircleCheck, IconSearchOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Review } from "../../../api/bindings";
import { EmptyState } from "../../../components/EmptyState";

interface NoGroupsProps {
  show: Review;
  filtered: boolean;
  /** The lists were read at least once. */
  synced: boolean;
  onClear: () => void;
}

export function NoGroups({ show, filtered, synced, onClear }: NoGroupsProps) {
  const { t } = useTranslation("rejected");
  if (filtered) {
    return (
      <EmptyState
        icon={IconSearchOff}
        title={t("noMatch")}
        action={<Button onClick={onClear}>{t("removeFilters")}</Button>}
      >
        {t("noMatchNext")}
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={IconCircleCheck} title={t(`empty.${show}`)}>
      {t(show === "open" && !synced ? "empty.notRead" : `empty.${show}Next`)}
    </EmptyState>
  );
}
