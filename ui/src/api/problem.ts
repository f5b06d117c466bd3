import type { Problem } from "./bindings";

/** What a command rejected with; anything else that went wrong is our own fault and says so. */
export function asProblem(reason: unknown): Problem {
  if (typeof reason === "object" && reason !== null && "code" in reason && "fields" in reason) return reason as Problem;
  const message = reason instanceof Error ? reason.message : String(reason);
  return { code: "internal", message, detail: null, fields: [], outcome: null };
}
