import { Anchor } from "@mantine/core";
import { IconListDetails, IconSearch } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { EmptyState } from "../../components/EmptyState";

/** Nothing here: because nothing was sent yet, or because the filters let nothing through. */
export function NoRequests({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  const { t } = useTranslation("requests");
  if (filtered) {
    return (
      <EmptyState
        icon={IconSearch}
        title={t("noMatch")}
        action={
          <Anchor component="button" type="button" fz="var(--fs-13)" onClick={onClear}>
            {t("removeFilters")}
          </Anchor>
        }
      >
        {t("noMatchNext")}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconListDetails}
      title={t("none")}
      action={
        <Anchor component={Link} to="/home" fz="var(--fs-13)">
          {t("chooseJob")}
        </Anchor>
      }
    >
      {t("noneNext")}
    </EmptyState>
  );
}
