// Which job a key begins on the page of a thing. Pure.

import type { Job } from "../../api/bindings";
import { keysOf } from "../../app/navigation/shortcuts";
import { type OperationId, operationById } from "../../state/catalogue";
import { siblingOf } from "../operations/fields/fieldKinds";

/** Both CA systems have the same job below one key, as on the home page; on a card, one of them fits. */
export function actionForKey(jobs: readonly Job[], id: OperationId): Job | undefined {
  const operation = operationById(id);
  const ids: (string | undefined)[] = [id, operation && siblingOf(operation)?.id];
  const both = jobs.filter(({ operation }) => ids.includes(operation));
  return both.find(({ unfit }) => unfit === null) ?? both.find(({ unfit }) => unfit?.why !== "provider") ?? both[0];
}

/** The key that begins it here; none, where its sibling has the key. */
export function keyOfAction(jobs: readonly Job[], job: Job): string | undefined {
  const operation = operationById(job.operation);
  if (!operation) return undefined;
  const own = keysOf(operation.id) ? operation.id : siblingOf(operation)?.id;
  return own && actionForKey(jobs, own) === job ? keysOf(own) : undefined;
}

/** Id of its element. */
export const actionElementId = ({ operation }: Job) => `job-${operation}`;
