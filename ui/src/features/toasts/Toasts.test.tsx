import { notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { expectNoViolations, fakeDesk, row, snapshot } from "../../test/desk";
import { emit, openWindow } from "../../test/window";

const held = row({ key: "held-1", state: "held", heldUntil: Date.now() + 60_000, created: Date.now() });
const draft = { operation: "conax.reset-pin", values: { smartcard_identifier: "01900000001" } };

// Messages outlive the window of a test.
beforeEach(() => notifications.clean());

describe("a held request", () => {
  it("can be taken back by Ctrl+Z, and its form opens with the same values", async () => {
    const desk = fakeDesk({ outbox: { ...snapshot.outbox, held: 1 } }, [held]);
    desk.undo.mockImplementation(async () => {
      vi.mocked(commands.app.snapshot).mockResolvedValue(snapshot);
      return draft;
    });
    const { user, router } = openWindow("/home");
    expect(await screen.findByRole("button", { name: /Undo/ })).toBeVisible();
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    await waitFor(() => expect(desk.undo).toHaveBeenCalledWith("held-1"));
    await waitFor(() => expect(router.state.location.pathname).toBe("/operations/conax.reset-pin"));
    expect(router.state.location.search).toEqual({ from: "held-1" });
  });

  it("that has left makes Ctrl+Z say that it is too late, and leads to it", async () => {
    const created = Date.now() - 60_000;
    fakeDesk({}, [row({ key: "gone", state: "pending", created }), row({ key: "other", user: "supervisor", created })]);
    const { user, router } = openWindow("/home");
    await screen.findByRole("table");
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    expect(await screen.findByText(/^Too late to undo: Reset PIN of/)).toBeVisible();
    expect(screen.getByText(/can be taken back within 5 s only. 01900000001/)).toBeVisible();
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Open" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/gone"));
  });

  it("of long ago, or of another user, is not what Ctrl+Z is pressed for", async () => {
    fakeDesk({}, [
      row({ key: "old", state: "pending", created: Date.now() - 3_600_000 }),
      row({ key: "other", state: "pending", user: "supervisor", created: Date.now() }),
    ]);
    const { user } = openWindow("/home");
    await screen.findByRole("button", { name: /Outbox/ });
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    await new Promise((done) => setTimeout(done, 50));
    expect(screen.queryByText(/Too late/)).toBeNull();
  });

  it("shows the key on the newest alone, which is the one that it takes back", async () => {
    const later = row({ ...held, key: "held-2", smartcard: "01900000002", created: Date.now() + 1000 });
    fakeDesk({ outbox: { ...snapshot.outbox, held: 2 } }, [held, later]);
    openWindow("/home");
    await waitFor(() => expect(screen.getAllByRole("button", { name: /Undo/ })).toHaveLength(2));
    const withKey = screen
      .getAllByRole("button", { name: /Undo/ })
      .filter((button) => button.hasAttribute("aria-keyshortcuts"));
    const [toast] = withKey.map((button) => button.closest('[role="status"]'));
    expect(withKey).toHaveLength(1);
    expect(toast).toHaveTextContent("01900000002");
  });

  it("can be sent at once", async () => {
    fakeDesk({ outbox: { ...snapshot.outbox, held: 1 } }, [held]);
    const sent = vi.spyOn(commands.outbox, "sendNow").mockResolvedValue(held);
    const { user } = openWindow("/home");
    await user.click(await screen.findByRole("button", { name: /Send now/ }));
    expect(sent).toHaveBeenCalledWith("held-1");
  });
});

describe("a request that has ended", () => {
  it("is announced with its state in words and a link to its reason", async () => {
    fakeDesk();
    const { user, router } = openWindow("/home");
    await screen.findByText("Nothing sent today");
    await waitFor(async () => {
      await emit({
        kind: "settled",
        row: row({ key: "k6", state: "rejected", number: "58226", errorText: "CLIENT_NOT_FOUND" }),
      });
      expect(screen.getByText(/58226: Rejected/)).toBeVisible();
    });
    await user.click(screen.getByRole("button", { name: "Why?" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/k6"));
  });
});

describe("a request that was rejected", () => {
  it("says its cause in plain words, leads to all with it, and offers the retry", async () => {
    const rejected = row({ key: "k6", state: "rejected", number: "58226", errorText: "txt_session_expired" });
    fakeDesk({}, [{ ...rejected, group: "g" }]);
    const cause = { id: "c", groups: ["g"], title: "Conax logged CRM.COM out", open: 110 };
    vi.spyOn(commands.rejected, "rejectedCauses").mockResolvedValue([cause]);
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    const { user, router } = openWindow("/settings");
    await waitFor(async () => {
      await emit({ kind: "settled", row: rejected });
      expect(screen.getByText(/58226: Rejected/)).toBeVisible();
    });
    expect(await screen.findByText("Conax logged CRM.COM out")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Retry…" }));
    await waitFor(() => expect(plan.mock.calls[0]?.[1]).toMatchObject({ all: false, keys: ["k6"] }));
    const dialog = await screen.findByRole("dialog");
    await user.click(within(dialog).getAllByRole("button", { name: "Close" })[0] as HTMLElement);
    await user.click(screen.getByRole("button", { name: "110 open with this cause" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/rejected"));
    expect(router.state.location.search).toEqual({ group: "c" });
  });
});

describe("a file that is written", () => {
  const progress = { name: "requests.csv", rows: 40, of: 120, done: false, problem: null };

  it("shows its progress, can be stopped, and names the file's place", async () => {
    fakeDesk();
    const stop = vi.spyOn(commands.requests, "stopExport").mockResolvedValue(null);
    const { user } = openWindow("/home");
    await screen.findByText("Nothing sent today");
    await emit({ kind: "export", progress });
    expect(await screen.findByText("Writing 40 of 120 rows")).toBeVisible();
    await emit({ kind: "export", progress: { ...progress, rows: 120, done: true } });
    expect(await screen.findByText("Saved, 120 rows")).toBeVisible();
    expect(screen.getByText("requests.csv")).toBeVisible();
    await emit({ kind: "export", progress: { ...progress, name: "2.csv" } });
    await user.click(await screen.findByRole("button", { name: "Stop" }));
    expect(stop).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(screen.queryByText(/Writing/)).toBeNull());
  });

  it("says why there is none", async () => {
    fakeDesk();
    openWindow("/home");
    await screen.findByText("Nothing sent today");
    const problem = { code: "internal" as const, message: "disk full", detail: null, fields: [], outcome: null };
    await emit({ kind: "export", progress: { ...progress, problem } });
    expect(await screen.findByText("disk full")).toBeVisible();
  });
});
