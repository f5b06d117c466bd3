import { Button } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { EntityPage, EntityRef, Household } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { openPalette } from "../../state/palette";
import { EntityActions } from "../entities/EntityActions";
import { ChangedNames, IdentifierFacts, ItemFacts, RetentionNote, SubscriptionFacts } from "../entities/EntityFacts";
import { EntityTimeline } from "../entities/EntityTimeline";
import type { Refresh } from "../entities/queries";
import { OtherMatches } from "../entities/RelatedEntities";
import { HouseholdPanel } from "./HouseholdPanel";
import classes from "./household.module.css";
import { AskServer } from "./MissingFacts";

interface HouseholdBodyProps {
  of: EntityRef;
  page: EntityPage;
  /** Undefined for an entity that belongs to none, such as a service, and until the first answer. */
  household: Household | undefined;
  refresh: Refresh;
}

/** The notes, operations, facts, household and requests of an entity. */
export function HouseholdBody({ of, page, household, refresh }: HouseholdBodyProps) {
  const { entity, subscription } = page;
  const changes = useChanges(page);
  return (
    <ChangedNames value={changes}>
      <Notes page={page} refresh={refresh} />
      <div className={classes.columns} data-household={household !== undefined || undefined}>
        <div className={classes.start}>
          <EntityActions page={page} />
          <div className={classes.facts}>
            <IdentifierFacts entity={entity} />
            {page.known && <ItemFacts page={page} />}
            {subscription && <SubscriptionFacts page={page} subscription={subscription} />}
            {page.others.length > 0 && <OtherMatches others={page.others} />}
            <RetentionNote page={page} />
          </div>
        </div>
        <div className={classes.middle}>
          {household && <HouseholdPanel of={of} page={page} household={household} refresh={refresh} />}
          <EntityTimeline of={of} page={page} />
        </div>
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
        <Banner tone={page.notFound ? "warn" : "info"} role="status" actions={<AskServer refresh={refresh} />}>
          <b>{t(page.notFound ? "notFound" : "notKnown")}</b> {t("useAsTyped")}
        </Banner>
      )}
      {problem && (
        <ProblemNote
          problem={problem}
          role="status"
          actions={
            problem.code === "noLookUp" && (
              <Button
                size="xs"
                leftSection={<Icon of={IconSearch} size={14} />}
                rightSection={<Kbd keys="Ctrl+K" />}
                aria-keyshortcuts="Control+K"
                onClick={() => openPalette("")}
              >
                {t("search")}
              </Button>
            )
          }
        />
      )}
    </div>
  );
}

const HIGHLIGHT_MS = 5_000;

/** The values shown on the page, by the names of their facts. */
function factsOf({ entity, subscription, account, ownership }: EntityPage): Record<string, string> {
  const facts = {
    ca_id: entity.caId,
    serial_number: entity.serialNumber,
    alternative_code: entity.alternativeCode,
    id: entity.id,
    number: entity.number,
    code: entity.code,
    kind: entity.kind,
    name: entity.name,
    state: entity.state,
    ownership,
    account,
    subscription: subscription?.number ?? entity.subscription,
    subscriptionState: subscription?.state,
    subscriptionName: subscription?.name,
  };
  return Object.fromEntries(Object.entries(facts).map(([name, text]) => [name, text ?? ""]));
}

export function changesBetween(before: EntityPage, after: EntityPage): ReadonlySet<string> {
  const [old, now] = [factsOf(before), factsOf(after)];
  return new Set(Object.keys(now).filter((name) => now[name] !== old[name]));
}

const NONE: ReadonlySet<string> = new Set();

/** The names of the facts that the last refresh changed, for `HIGHLIGHT_MS`. */
function useChanges(page: EntityPage): ReadonlySet<string> {
  const [seen, setSeen] = useState(page);
  const [changes, setChanges] = useState(NONE);
  if (seen !== page) {
    setSeen(page);
    // On the first answer every value is new, and highlighting all of them says nothing.
    const now = seen.known ? changesBetween(seen, page) : NONE;
    // Earlier highlights stay until their time is over.
    if (now.size > 0) setChanges(new Set([...changes, ...now]));
  }
  useEffect(() => {
    if (changes.size === 0) return;
    const timer = setTimeout(() => setChanges(NONE), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [changes]);
  return changes;
}
