import type { FieldProblem, Problem } from "./bindings";

/** Converts a rejection into a `Problem`: a command rejects with one, and any other exception is a fault of the window. */
export function asProblem(reason: unknown): Problem {
  if (typeof reason === "object" && reason !== null && "code" in reason && "fields" in reason) return reason as Problem;
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "internal", message, detail: null, fields: [], outcome: null };
}

/** The fault of an input, by the name of the input. */
export const faultAt = (problem: Problem | null | undefined, input: string): FieldProblem | undefined =>
  problem?.fields.find(({ field }) => field === input);
