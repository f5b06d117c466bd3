import { expect, it } from "vitest";
import { terminals } from "./RequestPane";

it("offers this system's terminal first, and each once", () => {
  expect(terminals("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140")[0]).toBe("powerShell");
  expect(terminals("Mozilla/5.0 (X11; Linux x86_64)")[0]).toBe("posix");
  for (const system of ["Windows", "Macintosh"]) expect(new Set(terminals(system)).size).toBe(3);
});
