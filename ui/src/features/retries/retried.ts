import { commands, type KnownField, type MissingField, type RequestDetail, type RequestRow } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { i18next } from "../../i18n/i18n";
import type { Field, Operation, Thing } from "../../state/catalogue";
import { RESYNC, rebuiltQuery } from "./rebuilt";

/** The rejected request that a form retries. */
export interface Retried {
  origin: RequestDetail;
  known: KnownField[];
  missing: MissingField[];
  /** It does not repeat the request: it brings the CA system in line another way. */
  resync: boolean;
}

/** What a form for a retry starts with; nothing where the request is not one of this operation. */
export async function retryStart(operation: Operation, key: string, as: string | undefined) {
  const [origin, rebuilt] = await Promise.all([
    commands.requests.request(key),
    queryClient.fetchQuery(rebuiltQuery(key, as ?? null)),
  ]);
  if (rebuilt.draft?.operation !== operation.id) return undefined;
  const { known, missing } = rebuilt;
  const retried: Retried = { origin, known, missing, resync: as === RESYNC };
  return { values: rebuilt.draft.values, retried };
}

/** A retry that was taken back before it left, or that was refused, is still one when it is sent again. */
export async function retriedBefore({ row }: RequestDetail): Promise<Retried | undefined> {
  if (row.state !== "cancelled" && row.state !== "refused") return undefined;
  try {
    const { parent } = await commands.rejected.compare(row.key);
    if (!parent) return undefined;
    const origin = await commands.requests.request(parent.key);
    return { origin, known: [], missing: [], resync: row.operation === RESYNC };
  } catch {
    // Without what it was a retry of it is a form like any other.
    return undefined;
  }
}

/** What to type where something is missing, with the CA id that is known of it. */
export function missingText({ why }: MissingField, field: Field, { origin }: Retried): string {
  const id = "thing" in field.kind ? caIdOf(origin.row, field.kind.thing) : null;
  const t = i18next.getFixedT(null, "retries");
  if ((why === "identifier" || why === "notAsked") && id) return t(`missing.${why}Of`, { id });
  return t(`missing.${why}`);
}

function caIdOf(row: RequestRow, thing: Thing): string | null {
  const ids: Partial<Record<Thing, string | null>> = {
    smartcard: row.smartcard,
    "set-top-box": row.setTopBox,
    service: row.service,
  };
  return ids[thing] ?? null;
}
