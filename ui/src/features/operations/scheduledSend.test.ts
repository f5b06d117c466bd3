import { expect, it } from "vitest";
import { datesIn } from "../../state/dates";
import { parseScheduledSend } from "./scheduledSend";

const athens = datesIn("Europe/Athens");
const now = Date.UTC(2026, 1, 26, 12);

it("reads a time to leave in the connection's zone, and warns of a past or bad time", () => {
  expect(parseScheduledSend("26/2/2026 18:30", athens, now)).toEqual({
    at: Date.UTC(2026, 1, 26, 16, 30),
    errors: [],
    warnings: [],
  });
  expect(parseScheduledSend(" ", athens, now)).toEqual({ at: null, errors: [], warnings: [] });
  expect(parseScheduledSend("soon", athens, now).errors[0]?.fault).toBe("badDate");
  expect(parseScheduledSend("2026-02-26 13:59", athens, now).warnings[0]?.fault).toBe("pastDate");
});
