import type { RequestRow } from "../../api/bindings";

/** What a request is about, in its identifiers. */
export const subject = (row: RequestRow) =>
  [row.smartcard, row.setTopBox, row.service, row.subscription].filter(Boolean).join(" · ");
