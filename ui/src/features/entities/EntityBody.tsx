import { Button } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { EntityPage, EntityRef } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { EntityActions } from "./EntityActions";
import { ChangedNames, IdentifierFacts, ItemFacts, RetentionNote, SubscriptionFacts } from "./EntityFacts";
import { EntityTimeline } from "./EntityTimeline";
import classes from "./entities.module.css";
import { OtherMatches, PairingCard, ServicesOnCard } from "./RelatedEntities";
import { useChanges } from "./useChanges";
import type { Refresh } from "./useRefreshEntity";

/** The notes, operations, facts and requests of an entity. */
export function EntityBody({ of, page, refresh }: { of: EntityRef; page: EntityPage; refresh: Refresh }) {
  const { entity, subscription } = page;
  const changes = useChanges(page);
  return (
    <ChangedNames value={changes}>
      <Notes page={page} refresh={refresh} />
      <div className={classes.columns}>
        <div className={classes.start}>
          <EntityActions page={page} />
          <div className={classes.facts}>
            <IdentifierFacts entity={entity} />
            {page.known && <ItemFacts page={page} />}
            {subscription && <SubscriptionFacts page={page} subscription={subscription} />}
            {page.pairing && <PairingCard entity={entity} pairing={page.pairing} />}
            {page.services.length > 0 && <ServicesOnCard services={page.services} />}
            {page.others.length > 0 && <OtherMatches others={page.others} />}
            <RetentionNote page={page} />
          </div>
        </div>
        <EntityTimeline of={of} page={page} />
      </div>
    </ChangedNames>
  );
}

/** Notes that limit trust in the page: an unknown entity or a failed refresh. */
function Notes({ page, refresh }: { page: EntityPage; refresh: Refresh }) {
  const { t } = useTranslation("entities");
  const problem = refresh.problem ?? page.problem;
  return (
    <div className={classes.notes}>
      {!page.known && (
        <Banner
          tone={page.notFound ? "warn" : "info"}
          role="status"
          actions={
            <Button
              size="xs"
              leftSection={<Icon of={IconServer2} size={14} />}
              aria-disabled={refresh.busy}
              onClick={refresh.start}
            >
              {t("askServer")}
            </Button>
          }
        >
          <b>{t(page.notFound ? "notFound" : "notKnown")}</b> {t("useAsTyped")}
        </Banner>
      )}
      {problem && <ProblemNote problem={problem} role="status" />}
    </div>
  );
}
