// When a request may be made again, and from when the picture is waited for. Pure.

import type { RequestDetail } from "../../../api/bindings";
import { carriesPin, operationById } from "../../../state/catalogue";

/** When CRM.COM took it; of one that was found on the server, when it was made there. */
export function acceptedAt({ row, timeline }: RequestDetail): number | undefined {
  const taken = timeline.find(({ step }) => step === "accepted" || step === "adopted");
  return taken?.step === "accepted" ? taken.at : (row.created ?? taken?.at);
}

export const dueAt = (accepted: number, minutes: number) => accepted + minutes * 60_000;

/** Why it is not sent again now; nothing: it can be. */
type ResendBlock = { why: "open" | "pin" | "noForm" } | { why: "early"; until: number };

/** Only a final outcome allows another request; a completed one also has its time to show a picture. */
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
