import { useTranslation } from "react-i18next";
import type { BatchRow, LeftOut, MissingWhy } from "../../../api/bindings";

/** Why a row of a batch is left out, as a name: what is missing tells more than that something is. */
export type Reason = Exclude<LeftOut, "missing"> | `missing.${MissingWhy}`;

export const leftOutReason = ({ leftOut, missing }: BatchRow): Reason =>
  leftOut && leftOut !== "missing" ? leftOut : `missing.${missing[0]?.why ?? "notTold"}`;

export function useReasonText(): (reason: string) => string {
  const { t } = useTranslation("retries");
  return (reason) => t(`reason.${reason as Reason}`);
}

/** What is missing can be typed in the form; which operation it was can be said. */
export const canBeFilledIn = ({ leftOut }: BatchRow) => leftOut === "missing" || leftOut === "severalOperations";
