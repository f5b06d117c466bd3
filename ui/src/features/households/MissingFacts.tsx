import { Button } from "@mantine/core";
import { IconId, IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EntityKind, Household } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Banner } from "../../components/Banner";
import { EmptyState } from "../../components/EmptyState";
import { Icon } from "../../components/Icon";
import { useDates } from "../../state/dates";
import type { Refresh } from "../entities/queries";
import { NoServices } from "../lookups/NoServices";
import { servicesQuery } from "../lookups/queries";
import { readServices } from "../lookups/ServicesFooter";
import classes from "./household.module.css";

/** Asks the server for an entity again, and for those that belong to it. */
export function AskServer({ refresh }: { refresh: Refresh }) {
  const { t } = useTranslation("entities");
  return (
    <Button
      size="xs"
      leftSection={<Icon of={IconServer2} size={14} />}
      aria-disabled={refresh.busy}
      onClick={refresh.start}
    >
      {t("askServer")}
    </Button>
  );
}

/** The household is what is known of the card or box alone. */
export function NoSubscription({ kind, refresh, askable }: { kind: EntityKind; refresh: Refresh; askable: boolean }) {
  const { t } = useTranslation("household");
  const words = kind === "setTopBox" ? "setTopBox" : kind === "subscription" ? "subscription" : "smartcard";
  return (
    <Banner tone="info" actions={askable && <AskServer refresh={refresh} />}>
      <b>{t(`noSubscription.${words}`)}</b> {t(askable ? "noSubscription.next" : "noSubscription.nextUnasked")}
    </Banner>
  );
}

export function NoCards() {
  const { t } = useTranslation("household");
  return (
    <EmptyState icon={IconId} title={t("noCards")}>
      {t("noCardsNext")}
    </EmptyState>
  );
}

/** How old the facts are, and what the server cannot tell. */
export function ServicesAge({ household: { servicesRead, listsRead, listsIncomplete } }: { household: Household }) {
  const { t } = useTranslation("household");
  const dates = useDates();
  const command = useCommand();
  const { data: services } = useQuery(servicesQuery);
  const parts = [
    listsRead === null ? t("listsNotRead") : t("listsRead", { at: dates.short(listsRead) }),
    listsIncomplete && t("listsIncomplete"),
  ];
  return (
    <p className={classes.faint}>
      {parts.filter(Boolean).join(" ")} {servicesRead === null && t("servicesNotRead")}{" "}
      {servicesRead === null && (
        <Button size="xs" variant="subtle" aria-disabled={command.busy} onClick={() => readServices(command)}>
          {t("readServices")}
        </Button>
      )}
      {servicesRead === null && <NoServices services={services} />}
    </p>
  );
}
