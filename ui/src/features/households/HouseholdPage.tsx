import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef } from "react";
import type { EntityAction, EntityRef, IdentifierKind } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { firstControl, useLanding } from "../../components/focus";
import { isPageCovered, usePageLayer } from "../../components/layers/layers";
import { ProblemNote } from "../../components/ProblemNote";
import { shortcutOf } from "../../state/shortcuts";
import { useGoBack } from "../../state/visits";
import { actionElementId, actionForKey } from "../entities/EntityActions";
import { EntityHeader } from "../entities/EntityHeader";
import { entityQuery, useRefreshEntity } from "../entities/queries";
import { entityOf } from "../entities/urls";
import { HouseholdBody } from "./HouseholdBody";
import classes from "./household.module.css";
import { householdQuery } from "./queries";

/**
 * All known facts about one card, box, subscription or service: the household it belongs to, the operations offered
 * for it, and its requests.
 */
export function HouseholdPage() {
  const params = useParams({ strict: false });
  const { by } = useSearch({ strict: false }) as { by?: IdentifierKind };
  const of = entityOf(params, by);
  // Another entity remounts the page: no change of the previous one stays highlighted.
  return <EntityView key={JSON.stringify(of)} of={of} />;
}

function EntityView({ of }: { of: EntityRef }) {
  const { data: page, error } = useQuery(entityQuery(of));
  const { data: household, isLoading, error: unread } = useQuery(householdQuery(of));
  const refresh = useRefreshEntity(of);
  const goBack = useGoBack("/entities");
  const body = useRef<HTMLDivElement>(null);
  useEntityKeys(page?.jobs ?? [], refresh.start);
  usePageLayer(goBack);
  // The services, else what can be done with it; an entity that cannot be read has only its head.
  useLanding(() => {
    if (isLoading) return null;
    const tick = body.current?.querySelector('[role="checkbox"][tabindex="0"]');
    return tick ?? firstControl(body.current) ?? (error ? firstControl(body.current?.previousElementSibling) : null);
  });
  return (
    <>
      <EntityHeader of={of} page={page} busy={refresh.busy} onBack={goBack} onRefresh={refresh.start} />
      <div ref={body} className={classes.body}>
        {(error ?? unread) && (
          <div className={classes.notes}>
            <ProblemNote problem={asProblem(error ?? unread)} />
          </div>
        )}
        {page && <HouseholdBody of={of} page={page} household={household} refresh={refresh} />}
      </div>
    </>
  );
}

/**
 * Keyboard shortcuts of the page, handled before those of the window: an operation opens for this entity, and Ctrl+R
 * refreshes it.
 */
function useEntityKeys(actions: EntityAction[], refresh: () => void) {
  const navigate = useNavigate();

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || isPageCovered()) return;
    const shortcut = shortcutOf(event);
    if (shortcut?.kind === "command" && shortcut.id === "refresh") take(event, refresh);
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
