// What a pairing form does to what is known, in the form's own words. Pure.

import type { FieldProblem, PairingWarning } from "../../api/bindings";

const list = (names: string[]) => names.join(", ");

/** A warning as it is said at its input. It informs and never blocks. */
export function faultOf(warning: PairingWarning): FieldProblem {
  const { field } = warning;
  switch (warning.what) {
    case "boxElsewhere":
      return { field, fault: "boxElsewhere", params: { cards: list(warning.smartcards) } };
    case "cardPaired":
      return { field, fault: "cardPaired", params: { boxes: list(warning.setTopBoxes) } };
    case "open":
      return { field, fault: "pairingOpen", params: { request: warning.request } };
    case "notPaired":
      return { field, fault: "notPaired", params: {} };
  }
}
