import { useTranslation } from "react-i18next";
import type { DoubtView, RequestRow } from "../../api/bindings";
import { useDates, useNow } from "../../state/dates";

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

/** The reason why a request waits for a decision that is not the field mode's. */
export function useDoubtWords() {
  const { t } = useTranslation("states");
  return (why: DoubtView | undefined): string | undefined => {
    switch (why?.kind) {
      case "moved":
        return t("doubt.moved", { from: why.from, to: why.to });
      case "tokenRefused":
      case "putBack":
      case "halted":
      case "otherComputer":
      case "unproven":
        return t(`doubt.${why.kind}`);
      default:
        return undefined;
    }
  };
}
