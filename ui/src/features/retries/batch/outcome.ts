import type { BatchRow } from "../../../api/bindings";

/** The retry was rejected as its parent was. Texts hold ids that change, so a code goes before them. */
export function isSameError({ parent, retry }: BatchRow): boolean {
  if (!retry) return false;
  return parent.errorCode !== null || retry.errorCode !== null
    ? parent.errorCode === retry.errorCode
    : parent.errorText === retry.errorText;
}
