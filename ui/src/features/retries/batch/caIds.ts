import { queryOptions } from "@tanstack/react-query";
import { type BatchView, type CaIdMappingView, type CaIdRef, commands } from "../../../api/bindings";
import { queryClient } from "../../../api/queries";
import { takeBatch } from "../../../state/batches";
import type { LookupTarget } from "../../lookups/identifiers";

/** The CA ids that a planned batch asks for. They are read again when its counts change. */
export const questionsQuery = ({ id, ready, leftOut }: BatchView) =>
  queryOptions({
    queryKey: ["batchRows", id, "questions", ready, leftOut],
    queryFn: () => commands.retries.batchQuestions(id),
    placeholderData: (last) => last,
  });

/** Reads what an answer changes: the counts of the batch, its rows and its questions. */
export async function refreshAnswered({ id }: BatchView) {
  takeBatch(await commands.batches.batch(id));
  await queryClient.invalidateQueries({ queryKey: ["batchRows", id] });
}

export const caIdKey = ({ provider, kind, caId }: CaIdRef) => `${provider} ${kind} ${caId}`;

/** The name of the entity that a CA id belongs to; without a name, its identifier. */
export const mappedName = ({ name, identifier }: CaIdMappingView) => name ?? identifier;

export type AskedKind = "service" | "smartcard" | "setTopBox";

/** A CA id that is asked for belongs to a service, a card or a box. */
export const askedKind = ({ kind }: CaIdRef): AskedKind =>
  kind === "smartcard" || kind === "setTopBox" ? kind : "service";

/** The entity that the picker of a question takes. */
export const targetOf = (of: CaIdRef): LookupTarget =>
  askedKind(of) === "service"
    ? { kind: "service", by: "code", alternatives: ["alternative_code", "id"] }
    : { kind: of.kind, by: "serial_number", alternatives: ["alternative_code", "id"] };
