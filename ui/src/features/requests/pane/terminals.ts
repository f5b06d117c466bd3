import type { Terminal } from "../../../api/bindings";

/** Where a command may be put in, this system's own first: each takes other signs for its own. */
export function terminals(system = navigator.userAgent): Terminal[] {
  return /windows/i.test(system) ? ["powerShell", "cmd", "posix"] : ["posix", "powerShell", "cmd"];
}
