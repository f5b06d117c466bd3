import type { FieldProblem, PairingWarning } from "../../api/bindings";

const list = (names: string[]) => names.join(", ");

/** Converts a warning into a problem of its field. Warnings never block sending. */
export function pairingFault(warning: PairingWarning): FieldProblem {
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
