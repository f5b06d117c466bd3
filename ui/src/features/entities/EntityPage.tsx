import { Button } from "@mantine/core";
import { IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import {
  commands,
  type EntityAction,
  type EntityRef,
  type IdentifierKind,
  type EntityPage as Page,
} from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { queryClient } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { shortcutOf } from "../../app/navigation/shortcuts";
import { Banner } from "../../components/Banner";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { actionElementId, actionForKey } from "./actions";
import { EntityActions } from "./EntityActions";
import { ChangedNames, IdentifierFacts, ItemFacts, RetentionNote, SubscriptionFacts } from "./EntityFacts";
import { EntityHeader } from "./EntityHeader";
import { EntityTimeline } from "./EntityTimeline";
import classes from "./entities.module.css";
import { entityQuery } from "./queries";
import { OtherMatches, PairingCard, ServicesOnCard } from "./RelatedEntities";
import { entityOf } from "./urls";
import { useChanges } from "./useChanges";

type Refresh = ReturnType<typeof useRefreshEntity>;

/** All known facts about one card, box, subscription or service, their age, and the operations offered for it. */
export function EntityPage() {
  const params = useParams({ strict: false });
  const { by } = useSearch({ strict: false }) as { by?: IdentifierKind };
  const of = entityOf(params, by);
  // Another entity remounts the page: no change of the previous one stays highlighted.
  return <EntityView key={JSON.stringify(of)} of={of} />;
}

function EntityView({ of }: { of: EntityRef }) {
  const { data: page, error } = useQuery(entityQuery(of));
  const refresh = useRefreshEntity(of);
  useEntityKeys(page?.jobs ?? [], refresh.start);
  return (
    <>
      <EntityHeader of={of} page={page} busy={refresh.busy} onRefresh={refresh.start} />
      {error && (
        <div className={classes.notes}>
          <ProblemNote problem={asProblem(error)} />
        </div>
      )}
      {page && <Body of={of} page={page} refresh={refresh} />}
    </>
  );
}

function Body({ of, page, refresh }: { of: EntityRef; page: Page; refresh: Refresh }) {
  const { thing: entity, subscription } = page;
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
function Notes({ page, refresh }: { page: Page; refresh: Refresh }) {
  const { t } = useTranslation("things");
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

/** Looks the entity up on the server now. The current data stays until newer data arrives. */
function useRefreshEntity(of: EntityRef) {
  const { busy, problem, run } = useCommand({ refresh: null });
  const start = () =>
    void run(async () => queryClient.setQueryData(entityQuery(of).queryKey, await commands.entities.refreshThing(of)));
  return { busy, problem, start };
}

/**
 * Keyboard shortcuts of the page, handled before those of the window: an operation opens for this entity, and Ctrl+R
 * refreshes it.
 */
function useEntityKeys(actions: EntityAction[], refresh: () => void) {
  const navigate = useNavigate();
  const router = useRouter();

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("[role=dialog], [role=listbox], [role=menu]")) return;
    const shortcut = shortcutOf(event);
    if (shortcut?.kind === "refresh") take(event, refresh);
    else if (shortcut?.kind === "operation") {
      const action = actionForKey(actions, shortcut.id);
      if (action?.unfit) take(event, () => document.getElementById(actionElementId(action))?.focus());
      else if (action) {
        const { operation, values } = action;
        const search = { with: JSON.stringify(values) };
        take(
          event,
          () => void navigate({ to: "/operations/$operationId", params: { operationId: operation }, search }),
        );
      }
    } else if (event.key === "Escape") {
      const back = router.history.canGoBack();
      take(event, () => (back ? router.history.back() : void navigate({ to: "/entities" })));
    }
  });

  useEffect(() => {
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);
}

function take(event: KeyboardEvent, act: () => void) {
  event.preventDefault();
  event.stopPropagation();
  act();
}
