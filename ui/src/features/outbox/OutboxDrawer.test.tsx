import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type RequestRow } from "../../api/bindings";
import { expectNoViolations, fakeDesk, row, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(500);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  Element.prototype.scrollTo = vi.fn();
});

const ago = (minutes: number) => Date.now() - minutes * 60_000;
const waiting: RequestRow[] = [
  row({ key: "w1", state: "unknown", smartcard: "01", nextTry: Date.now() + 42_000 }),
  row({
    key: "w2",
    state: "notSent",
    smartcard: "02",
    waitsFor: "network",
    waitsSince: ago(3),
    nextTry: ago(0) + 20_000,
  }),
  row({ key: "w3", state: "queued", smartcard: "03", waitsFor: "turn", waitsSince: ago(2) }),
  row({ key: "w4", state: "held", smartcard: "04", waitsFor: "edit", waitsSince: ago(1) }),
  row({ key: "w5", state: "queued", smartcard: "05", waitsFor: "time", leavesAt: ago(-90) }),
];

const connections = snapshot.connections.flatMap((one) => [one, { ...one, id: "other", name: "Production" }]);

async function drawer(rows = waiting) {
  const desk = fakeDesk({ connections }, rows);
  const drawn = openWindow("/home");
  await screen.findByRole("button", { name: /Outbox/ });
  await drawn.user.keyboard("{Control>}[KeyO]{/Control}");
  const dialog = await screen.findByRole("dialog", { name: /^Outbox/ });
  return { ...desk, ...drawn, dialog };
}

describe("the outbox", () => {
  it("opens by its key, shows each request's reason and time of waiting, and begins at the first one", async () => {
    const { dialog } = await drawer();
    const rows = await within(dialog).findAllByRole("listitem");
    const of = (card: string) => rows.find((one) => one.textContent?.includes(card))?.textContent;
    expect(of("02")).toMatch(/Waits until the server can be reached, for 3 min, next try in \d+ s/);
    expect(of("03")).toMatch(/Waits for an earlier request of this card, for 2 min/);
    expect(of("04")).toMatch(/Waits while it is edited/);
    expect(of("05")).toMatch(/Sent at/);
    await waitFor(() => expect(document.activeElement?.closest("li")).toBe(rows[0]));
    await expectNoViolations();
  });

  it("lists the selected connection alone, and names the others with a way there", async () => {
    const other = ["o1", "o2"].map((key) => row({ key, state: "unknown", smartcard: `9${key}`, connection: "other" }));
    const { dialog, user, router } = await drawer([...waiting, ...other]);
    expect(dialog).toHaveAccessibleName("Outbox: 5 requests");
    expect(await within(dialog).findAllByRole("listitem")).toHaveLength(5);
    expect(dialog).not.toHaveTextContent("9o1");
    const select = vi.spyOn(commands.app, "selectConnection").mockImplementation(async (connection) => {
      const next = { ...snapshot, connections, connection, session: null };
      vi.mocked(commands.app.snapshot).mockResolvedValue(next);
      return next;
    });
    await expectNoViolations();
    await user.click(within(dialog).getByRole("button", { name: "Production 2" }));
    expect(select).toHaveBeenCalledWith("other");
    await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
  });

  it("begins at the first one when it is opened again, and its rows are known", async () => {
    const { user, dialog } = await drawer();
    await within(dialog).findAllByRole("listitem");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await user.keyboard("{Control>}[KeyO]{/Control}");
    await within(await screen.findByRole("dialog", { name: /^Outbox/ })).findAllByRole("listitem");
    // The drawer takes the focus a moment after it is rendered.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(document.activeElement?.closest("li")?.textContent).toContain("Unknown");
  });

  it("shows a request that waits for a decision, and sends it on the user's word", async () => {
    const decide = vi.spyOn(commands.outbox, "decide").mockResolvedValue(row({ key: "d1" }));
    const doubt = {
      kind: "moved",
      from: "https://crm-old.example:443 (DEMO)",
      to: "https://crm-new.example:443 (DEMO)",
    };
    const { user, dialog } = await drawer([
      row({ key: "d1", state: "queued", smartcard: "01", waitsFor: "decision", doubt: doubt as RequestRow["doubt"] }),
      row({ key: "d2", state: "queued", smartcard: "02", waitsFor: "turn" }),
    ]);
    const rows = await within(dialog).findAllByRole("listitem");
    expect(rows[0]?.textContent).toMatch(/Made for https:\/\/crm-old.*leads to https:\/\/crm-new.*or cancel it/);
    const send = within(dialog).getAllByRole("button", { name: /^Send: .*01/ });
    expect(send, "the other one needs nobody").toHaveLength(1);
    await user.click(send[0] as HTMLElement);
    expect(decide).toHaveBeenCalledWith("d1", true);
    await expectNoViolations();
  });

  it("moves a request by the keyboard, and never one that may have arrived", async () => {
    const move = vi.spyOn(commands.outbox, "moveBefore").mockResolvedValue(null);
    const { user, dialog } = await drawer();
    await within(dialog).findAllByRole("listitem");
    await waitFor(() => expect(document.activeElement?.closest("li")?.textContent).toContain("Unknown"));
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.closest("li")?.textContent).toContain("02"));
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    expect(move, "what is above it has left").not.toHaveBeenCalled();
    await user.keyboard("{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.closest("li")?.textContent).toContain("03"));
    await user.keyboard("{Alt>}{ArrowUp}{/Alt}");
    await waitFor(() => expect(move).toHaveBeenLastCalledWith("w3", "w2"));
    await user.keyboard("{Alt>}{ArrowDown}{/Alt}");
    await waitFor(() => expect(move).toHaveBeenLastCalledWith("w3", "w5"));
  });

  it("cancels and sends at once, each by a name that says which one", async () => {
    const { user, dialog, cancel } = await drawer();
    cancel.mockResolvedValue({ operation: "conax.reset-pin", values: {} });
    const now = vi.spyOn(commands.outbox, "sendNow").mockResolvedValue(row({ key: "w2" }));
    await user.click(await within(dialog).findByRole("button", { name: "More: Reset PIN 02" }));
    await user.click(await screen.findByRole("menuitem", { name: "Send now" }));
    expect(now).toHaveBeenCalledWith("w2");
    await user.click(within(dialog).getByRole("button", { name: "More: Reset PIN 03" }));
    await user.click(await screen.findByRole("menuitem", { name: "Cancel request" }));
    await waitFor(() => expect(cancel).toHaveBeenCalledWith("w3"));
  });

  it("leads from an unknown one to where it is decided", async () => {
    const { user, dialog, router } = await drawer();
    await user.click(await within(dialog).findByRole("button", { name: "Decide" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/w1"));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("explains itself while it is empty", async () => {
    const { dialog } = await drawer([]);
    expect(await within(dialog).findByText("No requests waiting")).toBeTruthy();
  });

  it("renders the rows in view of thousands", async () => {
    const many = Array.from({ length: 3000 }, (_, place) =>
      row({ key: `q${place}`, state: "queued", waitsFor: "session" }),
    );
    const { dialog } = await drawer(many);
    const rows = await within(dialog).findAllByRole("listitem");
    expect(rows.length).toBeLessThan(60);
    expect(rows[0]?.getAttribute("aria-setsize")).toBe("3000");
  });
});
