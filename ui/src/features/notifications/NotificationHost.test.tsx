import { act, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, type MockInstance, vi } from "vitest";
import { commands, type RequestRow } from "../../api/bindings";
import { seenGoing } from "../../state/batches";
import { batch } from "../../test/batches";
import { fakeDesk, row, snapshot } from "../../test/desk";
import { emit, openWindow } from "../../test/window";
import { GATHER_MS } from "./makeNotifier";

const pairing = (part: Partial<RequestRow> = {}) =>
  row({ key: "k1", number: "58250", operation: "conax.create-pairing", state: "completed", ...part });

const settled = (part: Partial<RequestRow> = {}) => emit({ kind: "settled", row: pairing(part) });
const gathered = () => new Promise((done) => setTimeout(done, GATHER_MS + 200));

describe("notifications of the system", () => {
  let notify: MockInstance<typeof commands.window.notify>;

  beforeEach(() => {
    fakeDesk({}, [pairing()]);
    notify = vi.spyOn(commands.window, "notify").mockResolvedValue(null);
    vi.spyOn(commands.window, "inFront").mockResolvedValue(false);
  });

  async function openPage() {
    const opened = openWindow("/settings");
    await screen.findByRole("heading", { name: "Settings" });
    // It is loaded after the first frame.
    await act(async () => {
      await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
      await vi.dynamicImportSettled();
    });
    return opened;
  }

  it("says the job and its outcome, without a number, and a click opens the request", async () => {
    const { router } = await openPage();
    await settled();
    await waitFor(() => expect(notify).toHaveBeenCalledTimes(1), { timeout: GATHER_MS + 1000 });
    expect(notify.mock.lastCall?.[0]).toEqual({ title: "Create pairing: completed", body: "" });
    await emit({ kind: "notificationRead", opened: true });
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/k1"));
  });

  it("says many in one, and a click opens this person's requests", async () => {
    const { router } = await openPage();
    await settled();
    await settled({ key: "k2", state: "rejected" });
    await settled({ key: "k3" });
    await waitFor(() => expect(notify).toHaveBeenCalledTimes(1), { timeout: GATHER_MS + 1000 });
    expect(notify.mock.lastCall?.[0].title).toBe("3 requests ended: 2 completed, 1 rejected");
    await emit({ kind: "notificationRead", opened: true });
    await waitFor(() => expect(router.state.location.search).toEqual({ mine: "true", sort: "-updated" }));
  });

  it("keeps quiet about others' requests, in front, and where it is switched off", async () => {
    await openPage();
    await settled({ user: "eleni" });
    await settled({ mine: false });
    vi.mocked(commands.window.inFront).mockResolvedValue(true);
    await settled();
    await gathered();
    expect(notify).not.toHaveBeenCalled();
  });

  it("keeps quiet where it is switched off", async () => {
    fakeDesk({ preferences: { ...snapshot.preferences, notifications: false } }, [pairing()]);
    await openPage();
    await settled();
    await gathered();
    expect(notify).not.toHaveBeenCalled();
  });

  it("says a bulk retry once, at its end", async () => {
    await openPage();
    seenGoing.set(new Set());
    const part = { id: "b9", completed: 50, rejected: 7 };
    await emit({ kind: "batch", batch: batch({ ...part, state: "running", reading: 1 }) });
    await emit({ kind: "batch", batch: batch({ ...part, state: "done", reading: 2 }) });
    await emit({ kind: "batch", batch: batch({ ...part, state: "done", reading: 3 }) });
    await emit({ kind: "batch", batch: batch({ ...part, id: "b8", state: "done", user: "eleni", reading: 4 }) });
    await gathered();
    expect(notify).toHaveBeenCalledTimes(1);
    expect(notify.mock.lastCall?.[0].title).toBe("57 requests ended: 50 completed, 7 rejected");
  });

  it("can be switched off in the settings", async () => {
    const { user } = await openPage();
    await user.click(screen.getByRole("switch", { name: /Tell me when my requests end/ }));
    expect(commands.app.savePreferences).toHaveBeenCalledWith({ ...snapshot.preferences, notifications: false });
  });
});
