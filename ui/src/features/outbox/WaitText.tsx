import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../api/bindings";
import { useDates } from "../../state/dates";
import { useDoubtWords } from "../../state/useDoubtWords";
import { useNow } from "../../state/useNow";

/** Why a request that is not sent yet waits, since when, and the next attempt. */
export function WaitText({ row }: { row: RequestRow }) {
  const { t } = useTranslation(["outbox", "states"]);
  const doubtWords = useDoubtWords();
  const dates = useDates();
  const now = useNow(1000);
  const { state, waitsFor, waitsSince, heldUntil, leavesAt, nextTry } = row;
  const parts: string[] = [];
  const doubt = doubtWords(row.doubt);
  if (doubt) parts.push(doubt);
  else if (waitsFor === null) parts.push(t(`states:meaning.${state}`));
  else if (waitsFor === "time" && leavesAt !== null) parts.push(t("outbox:leavesAt", { at: dates.short(leavesAt) }));
  else if (waitsFor === "hold" && heldUntil !== null) {
    parts.push(t("outbox:leavesIn", { span: dates.span(now, heldUntil) }));
  } else parts.push(t(`states:waitsFor.${waitsFor}`));
  // A fixed time makes the duration redundant, and a doubt is a full sentence.
  if (waitsSince !== null && waitsFor !== "time" && waitsFor !== "hold" && !doubt) {
    parts.push(t("outbox:since", { span: dates.span(waitsSince, now) }));
  }
  if (nextTry !== null && waitsFor !== "edit") {
    const next = state === "unknown" ? "outbox:nextLook" : "outbox:nextTry";
    parts.push(nextTry > now ? t(next, { span: dates.span(now, nextTry) }) : t("outbox:now"));
  }
  return <span>{parts.join(", ")}</span>;
}
