import { IconArrowBackUp } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, EntityAction, EntityPage } from "../../api/bindings";
import { DisabledReason } from "../../components/DisabledReason";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { operationIcon } from "../../components/operationIcons";
import {
  counterpartOf,
  keysOf,
  type Operation,
  type OperationId,
  operationById,
  operationText,
  useUnavailable,
} from "../../state/catalogue";
import { useSnapshot } from "../../state/snapshot";
import classes from "./entities.module.css";

/**
 * The operations offered for this entity, their forms prefilled. An unavailable one remains, is focusable and states
 * its reason.
 */
export function EntityActions({ page }: { page: EntityPage }) {
  const { t } = useTranslation("entities");
  const { holdSeconds } = useSnapshot().preferences;
  const id = useId();
  if (page.jobs.length === 0) return null;
  const fitFirst = [...page.jobs.filter(({ unfit }) => !unfit), ...page.jobs.filter(({ unfit }) => unfit)];
  return (
    <section className={classes.actions} aria-labelledby={id}>
      <h2 id={id}>{t(`doWith.${page.entity.kind}`)}</h2>
      <div className={classes.list}>
        {fitFirst.map((action) => (
          <ActionEntry key={action.operation} action={action} page={page} />
        ))}
      </div>
      {holdSeconds > 0 && (
        <p className={classes.undo}>
          <Icon of={IconArrowBackUp} size={14} />
          {t("heldFor", { seconds: holdSeconds })}
        </p>
      )}
    </section>
  );
}

function ActionEntry({ action, page }: { action: EntityAction; page: EntityPage }) {
  const operation = operationById(action.operation);
  const keys = keyOfAction(page.jobs, action);
  if (!operation) return null;
  return action.unfit ? (
    <UnavailableAction action={action} operation={operation} page={page} keys={keys} />
  ) : (
    <AvailableAction action={action} operation={operation} page={page} keys={keys} />
  );
}

interface ActionProps {
  action: EntityAction;
  operation: Operation;
  page: EntityPage;
  keys: string | undefined;
}

function AvailableAction({ action, operation, page, keys }: ActionProps) {
  const { t } = useTranslation(["entities", "operations"]);
  const active = page.services.filter((service) => service.active).length;
  return (
    <Link
      id={actionElementId(action)}
      to="/operations/$operationId"
      params={{ operationId: action.operation }}
      search={{ with: JSON.stringify(action.values) }}
      className={classes.action}
      aria-keyshortcuts={keys}
    >
      <Icon of={operationIcon(operation)} size={20} />
      <span className={classes.words}>
        <b>{t(operationText(operation.id, "job"))}</b>
        <span>
          {operation.pairing === "cancel-service" && active > 0
            ? t("entities:servicesOnCard", { count: active })
            : t(operationText(operation.id, "summary"))}
        </span>
      </span>
      {keys && <Kbd keys={keys} />}
    </Link>
  );
}

function UnavailableAction({ action, operation, page, keys }: ActionProps) {
  const { t } = useTranslation(["entities", "operations"]);
  const unfit = useUnavailableReason();
  const reason = useId();
  const waiting = action.unfit?.why === "waiting" ? action.unfit.request : undefined;
  return (
    <div className={classes.off}>
      <button
        type="button"
        id={actionElementId(action)}
        className={classes.action}
        aria-disabled
        aria-describedby={reason}
        aria-keyshortcuts={keys}
      >
        <Icon of={operationIcon(operation)} size={20} />
        <b className={classes.words}>{t(operationText(operation.id, "job"))}</b>
        {keys && <Kbd keys={keys} />}
      </button>
      <div className={classes.why}>
        <DisabledReason id={reason}>{unfit(action, operation, page.entity)}</DisabledReason>
        {waiting && (
          <Link to="/requests/$key" params={{ key: waiting }}>
            {t("entities:showRequest")}
          </Link>
        )}
      </div>
    </div>
  );
}

/** The reason why an operation is unavailable for an entity, with the remedy. */
function useUnavailableReason(): (action: EntityAction, operation: Operation, entity: Entity) => string {
  const { t } = useTranslation(["entities", "common"]);
  const unavailable = useUnavailable();
  return ({ unfit }, operation, entity) => {
    if (!unfit) return "";
    switch (unfit.why) {
      case "release":
        return unavailable(operation.id) ?? t("entities:unfit.release");
      case "provider":
        return t("entities:unfit.provider", { provider: t(`common:${operation.provider}`) });
      case "kind":
        return t(`entities:unfit.kind.${entity.kind}`);
      default:
        return t(`entities:unfit.${unfit.why}`);
    }
  };
}

/** The operation that a key opens. The operations of both CA systems share one key, as on the home page. On a card, one of them is available. */
export function actionForKey(actions: readonly EntityAction[], id: OperationId): EntityAction | undefined {
  const operation = operationById(id);
  const ids: (string | undefined)[] = [id, operation?.counterpart ?? undefined];
  const both = actions.filter(({ operation }) => ids.includes(operation));
  return both.find(({ unfit }) => unfit === null) ?? both.find(({ unfit }) => unfit?.why !== "provider") ?? both[0];
}

/** The key that opens the operation here; undefined where its counterpart takes the key. */
export function keyOfAction(actions: readonly EntityAction[], action: EntityAction): string | undefined {
  const operation = operationById(action.operation);
  if (!operation) return undefined;
  const own = keysOf(operation) ? operation : counterpartOf(operation);
  return own && actionForKey(actions, own.id) === action ? keysOf(own) : undefined;
}

/** Id of the operation's element. */
export const actionElementId = ({ operation }: EntityAction) => `job-${operation}`;
