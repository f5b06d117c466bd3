import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { rowMenu } from "../../state/rowMenu";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { entity, fakeEntities } from "../../test/entities";
import { openWindow } from "../../test/window";
import { requestedForm } from "../retries/openRetryForm";

afterEach(() => rowMenu.set(null));

// jsdom lays nothing out: the virtual list has room for its rows.
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(400);
});

const rejected = row({
  key: "b",
  number: "58226",
  state: "rejected",
  operation: "conax.create-pairing",
  setTopBox: "stb-0000-0001, stb-0000-0002",
});

async function openedMenu(path: string, name: RegExp) {
  const window = openWindow(path);
  const cell = (await screen.findAllByText(name))[0] as HTMLElement;
  // As a press of the button does.
  cell.closest<HTMLElement>("[tabindex]")?.focus();
  fireEvent.contextMenu(cell, { clientX: 40, clientY: 60 });
  const menu = await screen.findByRole("menu", { name: "Actions for this row" });
  const item = (text: RegExp | string) => within(menu).getByRole("menuitem", { name: text });
  const names = () =>
    within(menu)
      .getAllByRole("menuitem")
      .map(({ textContent }) => textContent);
  return { ...window, menu, item, names };
}

describe("the menu of a request's row", () => {
  it("offers what the request's other places do, and each of its numbers to open and to copy", async () => {
    fakeDesk({}, [rejected]);
    const { names } = await openedMenu("/requests", /58226/);
    expect(names()).toEqual([
      "Open",
      "Retry with changes",
      "Edit and send as new…",
      "Open card01900000001",
      "Open boxstb-0000-0001",
      "Open boxstb-0000-0002",
      "Open subscriptionS100",
      "Copy request number58226",
      "Copy card01900000001",
      "Copy boxstb-0000-0001",
      "Copy boxstb-0000-0002",
      "Copy subscriptionS100",
    ]);
    await expectNoViolations();
  });

  it("copies the link of a request that the server knows", async () => {
    fakeDesk({}, [row({ key: "b", number: "58226", id: "F4" })]);
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    const { user, item } = await openedMenu("/requests", /^58226$/);
    await user.click(item("Copy link"));
    await waitFor(() =>
      expect(copy).toHaveBeenCalledWith(
        "provisioning-desk://open?server=sandbox&organisation=DEMO#/requests/server-F4",
      ),
    );
  });

  it("opens a card's page, copies a number, and begins a retry", async () => {
    fakeDesk({}, [rejected]);
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    vi.spyOn(commands.retries, "prefill").mockReturnValue(new Promise(() => undefined));
    const first = await openedMenu("/requests", /58226/);
    await first.user.click(first.item(/Copy request number/));
    expect(copy).toHaveBeenCalledWith("58226");
    await waitFor(() => expect(screen.queryByRole("menu")).not.toBeInTheDocument());
    expect(first.router.state.location.pathname).toBe("/requests");

    fireEvent.contextMenu(screen.getByText("58226"));
    await first.user.click(await screen.findByRole("menuitem", { name: "Retry with changes" }));
    expect(requestedForm.get()).toEqual({ key: "b", resync: false });
    requestedForm.set(null);

    fireEvent.contextMenu(screen.getByText("58226"));
    await first.user.click(await screen.findByRole("menuitem", { name: /Open card/ }));
    await waitFor(() => expect(first.router.state.location.pathname).toBe("/entities/smartcard/01900000001"));
  });

  it("is walked by the arrows, and Esc gives the focus back to the row", async () => {
    fakeDesk({}, [rejected]);
    const { user, item } = await openedMenu("/requests", /58226/);
    await waitFor(() => expect(item("Open")).toHaveFocus());
    await user.keyboard("{ArrowDown}");
    expect(item("Retry with changes")).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("menu")).not.toBeInTheDocument();
    expect(screen.getByText("58226").closest("tr")).toHaveFocus();
  });

  it("offers to take back what is held and to edit what waits, and nothing of that for others' requests", async () => {
    const at = Date.now();
    const held = row({ key: "h", state: "held", heldUntil: at + 60_000, smartcard: "11111" });
    const queued = row({ key: "q", state: "queued", waitsFor: "network", smartcard: "22222" });
    const others = row({ key: "o", state: "completed", mine: false, operation: null, smartcard: "33333" });
    fakeDesk({}, [held, queued, others]);
    const { names, user } = await openedMenu("/requests", /^11111$/);
    expect(names().slice(0, 4)).toEqual(["Open", "Undo", "Send now", "Open card11111"]);
    for (const [card, actions] of [
      ["22222", ["Open", "Edit", "Cancel request", "Open card22222"]],
      ["33333", ["Open", "Open card33333"]],
    ] as const) {
      await user.keyboard("{Escape}");
      fireEvent.contextMenu(screen.getByText(card));
      const items = await screen.findAllByRole("menuitem");
      expect(items.slice(0, actions.length).map(({ textContent }) => textContent)).toEqual(actions);
    }
  });

  it("leaves selected text to the system's menu", async () => {
    fakeDesk({}, [rejected]);
    openWindow("/requests");
    const cell = await screen.findByText("58226");
    const range = { getClientRects: () => [{ left: 0, right: 100, top: 0, bottom: 100 }] };
    vi.spyOn(document, "getSelection").mockReturnValue({ isCollapsed: false, getRangeAt: () => range } as never);
    expect(fireEvent.contextMenu(cell, { clientX: 40, clientY: 60 }), "not prevented").toBe(true);
    expect(screen.queryByRole("menu")).not.toBeInTheDocument();
  });
});

describe("the menu of a card's row", () => {
  it("pins and forgets it as its buttons do, and copies its identifiers", async () => {
    fakeDesk();
    fakeEntities().recents.mockResolvedValue({ pinned: [], recent: [entity()], kept: 1 });
    const pin = vi.spyOn(commands.lookups, "pin").mockResolvedValue(null);
    const { names, item, user } = await openedMenu("/entities", /01900000001/);
    expect(names().slice(0, 4)).toEqual([
      "Open",
      "Pin 01900000001",
      "Remove 01900000001 from this computer",
      "Open subscriptionS100",
    ]);
    expect(item(/Copy CA id/)).toHaveTextContent("01900000001");
    await user.click(item(/^Pin/));
    expect(pin).toHaveBeenCalledWith(entity().key, true);
  });
});
