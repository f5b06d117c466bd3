import { notifications } from "@mantine/notifications";
import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type RequestRow, type RequestState } from "../../api/bindings";
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
    expect(screen.getByText(/can be undone for 5 s only. 01900000001/)).toBeVisible();
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
    const [toast] = withKey.map((button) => button.closest('[role="group"]'));
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

describe("a request on its way", () => {
  const said = () =>
    [...document.querySelectorAll("[role=status] > p, [role=alert] > p")].map(({ textContent }) => textContent);

  it("is announced once for each step, with its outcome and reason", async () => {
    const sent = row({ key: "k9", state: "held", heldUntil: Date.now() + 60_000, smartcard: "01900000001" });
    const desk = fakeDesk();
    openWindow("/home");
    await screen.findByText("Nothing sent today");
    await waitFor(() =>
      expect(desk.requests.mock.calls.some(([{ filter }]) => filter.states?.length === 4)).toBe(true),
    );
    const show = async (state: RequestRow["state"]) => {
      desk.requests.mockImplementation(async ({ filter }) => ({
        rows: filter.states && !filter.states.includes(state) ? [] : [{ ...sent, state }],
        total: 1,
        states: [],
        synced: null,
      }));
      await emit({ kind: "requests" });
    };
    await show("held");
    await waitFor(() => expect(said()).toEqual(["Reset PIN 01900000001: held. Undo for 5 s with Ctrl+Z."]));
    await show("sending");
    await waitFor(() => expect(said().slice(1)).toEqual(["Reset PIN 01900000001: sending."]));
    await show("pending");
    const rejected = row({ key: "k9", state: "rejected", number: "58226", errorText: "CLIENT_NOT_FOUND" });
    await emit({ kind: "settled", row: rejected });
    await waitFor(() => expect(said().slice(2)).toEqual(["Reset PIN 58226: Rejected. CLIENT_NOT_FOUND"]));
    expect(screen.getByRole("group", { name: "Reset PIN 58226: Rejected" })).toBeVisible();
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
      expect(screen.getByRole("group", { name: /58226: Rejected/ })).toBeVisible();
    });
    await user.click(screen.getByRole("button", { name: "Why?" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/k6"));
  });
});

describe("several requests that have ended", () => {
  const ended = (key: string, state: RequestState) => emit({ kind: "settled", row: row({ key, state }) });

  it("are one toast, which counts them and leads to all of today", async () => {
    fakeDesk();
    const { user, router } = openWindow("/settings");
    await screen.findByRole("heading", { name: "Settings" });
    await ended("k1", "rejected");
    await ended("k2", "unknown");
    await ended("k3", "rejected");
    await ended("k3", "rejected");
    const toast = await screen.findByRole("group", { name: "3 requests ended badly" });
    expect(toast).toHaveTextContent("Rejected: 2 · Unknown: 1");
    expect(screen.queryByRole("group", { name: /: Rejected$/ })).toBeNull();
    await ended("k4", "completed");
    expect(
      await screen.findByRole("group", { name: /: Completed$/ }),
      "what went well is a toast of its own",
    ).toBeVisible();
    await expectNoViolations();
    await user.click(within(toast).getByRole("button", { name: "Show" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests"));
    expect(router.state.location.search).toEqual({
      states: "rejected,refused,unknown",
      user: "operator",
      made: "today",
      mine: "true",
    });
    await waitFor(() => expect(screen.queryByRole("group", { name: "3 requests ended badly" })).toBeNull());
  });

  it("are closed by one key, which leaves what can still be undone", async () => {
    fakeDesk({ outbox: { ...snapshot.outbox, held: 1 } }, [held]);
    const { user } = openWindow("/settings");
    await screen.findByRole("button", { name: /Undo/ });
    await ended("k1", "rejected");
    expect(await screen.findByRole("group", { name: /: Rejected$/ })).toBeVisible();
    await user.keyboard("{Control>}[KeyD]{/Control}");
    await waitFor(() => expect(screen.queryByRole("group", { name: /: Rejected$/ })).toBeNull());
    expect(screen.getByRole("button", { name: /Undo/ })).toBeVisible();
  });

  it("are not told where the page shows them", async () => {
    fakeDesk({}, [row({ key: "k1", state: "pending", created: Date.now() })]);
    openWindow("/home");
    await screen.findByRole("table");
    await ended("k1", "rejected");
    await ended("k2", "rejected");
    expect(await screen.findByRole("group", { name: /: Rejected$/ })).toBeVisible();
    expect(screen.queryByText(/ended badly/)).toBeNull();
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
      expect(screen.getByRole("group", { name: /58226: Rejected/ })).toBeVisible();
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
