import { Button } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { NameKind, ThingPage as Page, ThingRef } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Banner } from "../../components/Banner";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { thingOf } from "./address";
import { ChangedNames } from "./Changed";
import classes from "./entities.module.css";
import { Identifiers } from "./Identifiers";
import { ItemFacts } from "./ItemFacts";
import { Keeping } from "./Keeping";
import { Others } from "./Others";
import { PairedWith } from "./PairedWith";
import { thingQuery } from "./queries";
import { ServicesOnCard } from "./ServicesOnCard";
import { SubscriptionFacts } from "./SubscriptionFacts";
import { ThingHead } from "./ThingHead";
import { ThingJobs } from "./ThingJobs";
import { Timeline } from "./Timeline";
import { useChanges } from "./useChanges";
import { type Refreshing, useRefreshThing } from "./useRefreshThing";
import { useThingKeys } from "./useThingKeys";

/** Everything known of one card, box, subscription or service, how old that is, and what can be done with it. */
export function ThingPage() {
  const params = useParams({ strict: false });
  const { by } = useSearch({ strict: false }) as { by?: NameKind };
  const of = thingOf(params, by);
  // Another thing begins anew: nothing of the last one is marked as changed.
  return <OneThing key={JSON.stringify(of)} of={of} />;
}

function OneThing({ of }: { of: ThingRef }) {
  const { data: page, error } = useQuery(thingQuery(of));
  const refreshing = useRefreshThing(of);
  useThingKeys(page?.jobs ?? [], refreshing.start);
  return (
    <>
      <ThingHead of={of} page={page} refreshing={refreshing} />
      {error && (
        <div className={classes.notes}>
          <ProblemNote problem={asProblem(error)} />
        </div>
      )}
      {page && <Body of={of} page={page} refreshing={refreshing} />}
    </>
  );
}

function Body({ of, page, refreshing }: { of: ThingRef; page: Page; refreshing: Refreshing }) {
  const { thing, subscription } = page;
  const changes = useChanges(page);
  return (
    <ChangedNames value={changes}>
      <Notes page={page} refreshing={refreshing} />
      <div className={classes.columns}>
        <div className={classes.start}>
          <ThingJobs page={page} />
          <div className={classes.facts}>
            <Identifiers thing={thing} />
            {page.known && <ItemFacts page={page} />}
            {subscription && <SubscriptionFacts page={page} subscription={subscription} />}
            {page.pairing && <PairedWith thing={thing} pairing={page.pairing} />}
            {page.services.length > 0 && <ServicesOnCard services={page.services} />}
            {page.others.length > 0 && <Others others={page.others} />}
            <Keeping page={page} />
          </div>
        </div>
        <Timeline of={of} page={page} />
      </div>
    </ChangedNames>
  );
}

/** What stands in the way of believing the page. */
function Notes({ page, refreshing }: { page: Page; refreshing: Refreshing }) {
  const { t } = useTranslation("things");
  const problem = refreshing.problem ?? page.problem;
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
              aria-disabled={refreshing.busy}
              onClick={refreshing.start}
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
