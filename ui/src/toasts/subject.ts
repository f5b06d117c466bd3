import type { RequestRow } from "../host/bindings";

/** What a request is about, in its identifiers. */
export const subject = (row: RequestRow) =>
  [row.smartcard, row.setTopBox, row.service, row.subscription].filter(Boolean).join(" · ");
