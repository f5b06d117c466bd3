// The rules for sending a request again, and the time at which the picture is due. Pure.

import type { RequestDetail } from "../../../api/bindings";
import { carriesPin, operationById } from "../../../state/catalogue";

/** The time at which CRM.COM accepted the request; for a request found on the server, its creation time. */
export function acceptedAt({ row, timeline }: RequestDetail): number | undefined {
  const taken = timeline.find(({ step }) => step === "accepted" || step === "adopted");
  return taken?.step === "accepted" ? taken.at : (row.created ?? taken?.at);
}

export const dueAt = (accepted: number, minutes: number) => accepted + minutes * 60_000;

/** The reason why a request cannot be sent again now. */
type ResendBlock = { why: "open" | "pin" | "noForm" } | { why: "early"; until: number };

/**
 * A request can be repeated after a final outcome only; a completed one also after the usual time until the picture.
 */
export function resendBlock(detail: RequestDetail, minutes: number, now: number): ResendBlock | undefined {
  const { row, draft } = detail;
  if (row.state !== "completed" && row.state !== "rejected" && row.state !== "refused") return { why: "open" };
  if (!draft) return { why: "noForm" };
  const operation = operationById(draft.operation);
  if (operation && carriesPin(operation)) return { why: "pin" };
  const accepted = acceptedAt(detail);
  if (row.state === "completed" && accepted !== undefined) {
    const until = dueAt(accepted, minutes);
    if (now < until) return { why: "early", until };
  }
  return undefined;
}
