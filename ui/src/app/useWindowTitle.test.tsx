import { act, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { takeBatch } from "../state/batches";
import { batch } from "../test/batches";
import { fakeDesk, row, snapshot } from "../test/desk";
import { openWindow } from "../test/window";

const live = snapshot.connections.map((connection) => ({ ...connection, name: "Production", kind: "live" as const }));

it("names environment, connection and page, and no number", async () => {
  for (const [path, page] of [
    ["/home", "Home"],
    ["/requests", "Requests"],
    ["/requests/b", "Requests"],
    ["/rejected", "Rejected"],
    ["/operations/conax.reset-pin", "Reset PIN"],
    ["/entities", "Cards and boxes"],
    ["/entities/smartcard/01900000001", "Smartcard"],
    ["/settings", "Settings"],
    ["/handover", "Shift handover"],
    ["/field", "Field mode"],
    ["/field/jobs", "Jobs of the day"],
    ["/field/slip/b", "Slip"],
    ["/sign-in", "Sign in"],
  ] as const) {
    fakeDesk({ connections: live }, [row({ key: "b", number: "58226" })]);
    const { unmount } = openWindow(path);
    await waitFor(() => expect(document.title).toBe(`LIVE · Production · ${page} · Provisioning Desk`));
    unmount();
  }
});

it("says how much of a sheet has an outcome, while it is being sent", async () => {
  fakeDesk({ connections: live });
  openWindow("/home");
  const sheet = batch({ id: "s1", kind: "sheet", state: "running", ready: 400, sent: 90, completed: 80, rejected: 5 });
  act(() => void takeBatch(sheet));
  await waitFor(() => expect(document.title).toBe("LIVE · 21\u00a0% sent · Production · Home · Provisioning Desk"));
  act(() => void takeBatch({ ...sheet, state: "done", reading: sheet.reading + 1 }));
  await waitFor(() => expect(document.title).toBe("LIVE · Production · Home · Provisioning Desk"));
});
