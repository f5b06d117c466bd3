import { expect, it } from "vitest";
import { datesIn } from "../../state/dates";
import { leavingAt } from "./leaving";

const athens = datesIn("Europe/Athens");
const now = Date.UTC(2026, 1, 26, 12);

it("reads a time to leave in the connection's zone, and says what is doubtful about it", () => {
  expect(leavingAt("26/2/2026 18:30", athens, now)).toEqual({
    at: Date.UTC(2026, 1, 26, 16, 30),
    errors: [],
    warnings: [],
  });
  expect(leavingAt(" ", athens, now)).toEqual({ at: null, errors: [], warnings: [] });
  expect(leavingAt("soon", athens, now).errors[0]?.fault).toBe("badDate");
  expect(leavingAt("2026-02-26 13:59", athens, now).warnings[0]?.fault).toBe("pastDate");
});
