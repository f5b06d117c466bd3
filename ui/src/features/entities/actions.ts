// Which job a key begins on the page of a thing. Pure.

import type { Job } from "../../api/bindings";
import { counterpartOf, keysOf, type OperationId, operationById } from "../../state/catalogue";

/** Both CA systems have the same job below one key, as on the home page; on a card, one of them fits. */
export function actionForKey(jobs: readonly Job[], id: OperationId): Job | undefined {
  const operation = operationById(id);
  const ids: (string | undefined)[] = [id, operation?.counterpart ?? undefined];
  const both = jobs.filter(({ operation }) => ids.includes(operation));
  return both.find(({ unfit }) => unfit === null) ?? both.find(({ unfit }) => unfit?.why !== "provider") ?? both[0];
}

/** The key that begins it here; none, where its sibling has the key. */
export function keyOfAction(jobs: readonly Job[], job: Job): string | undefined {
  const operation = operationById(job.operation);
  if (!operation) return undefined;
  const own = keysOf(operation) ? operation : counterpartOf(operation);
  return own && actionForKey(jobs, own.id) === job ? keysOf(own) : undefined;
}

/** Id of its element. */
export const actionElementId = ({ operation }: Job) => `job-${operation}`;
