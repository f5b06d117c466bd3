// Maps keys to the operations offered on an entity's page. Pure.

import type { EntityAction } from "../../api/bindings";
import { counterpartOf, keysOf, type OperationId, operationById } from "../../state/catalogue";

/** The operations of both CA systems share one key, as on the home page. On a card, one of them is available. */
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
