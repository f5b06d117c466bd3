import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import type { SearchResults, ServerSearchResult } from "../../api/bindings";
import { openPalette } from "../../state/palette";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { box, entity, fakeEntities, found, hit, service, subscription } from "../../test/entities";
import { openWindow } from "../../test/window";

const rows = [row({ key: "b", state: "rejected", number: "58226" })];

/** Answers when the test says so. */
function later<T>() {
  let answer: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    answer = done;
  });
  return { promise, answer: (value: T) => act(async () => answer(value)) };
}

async function openedPalette() {
  const window = openWindow("/settings");
  await screen.findByRole("heading", { level: 1 });
  act(() => openPalette(""));
  const dialog = await screen.findByRole("dialog", { name: /Search/ });
  const field = await within(dialog).findByRole("combobox");
  await waitFor(() => expect(field).toHaveFocus());
  const lines = () => within(dialog).getAllByRole("option");
  return { ...window, dialog, field, lines, place: () => window.router.state.location };
}

describe("the palette", () => {
  beforeEach(() => void fakeDesk({}, rows));

  it("shows each hit's kind, matching identifier, age and source", async () => {
    const old = Date.UTC(2026, 1, 20, 9, 30);
    fakeEntities().search.mockResolvedValue(
      found([
        hit(entity({ pinned: true }), "alternative_code", true),
        hit(box({ source: "lists", asOf: old }), "serial_number"),
        hit(subscription({ source: "journal" }), "number"),
        { what: "request", row: rows[0] ?? row({ key: "b" }), exact: false },
      ]),
    );
    const { user, lines, dialog } = await openedPalette();
    await user.keyboard("CARD-1");
    await within(dialog).findByText("Alternative code CARD-1");
    const [first, second, third, fourth] = lines().map(({ textContent }) => textContent);
    expect(first).toContain("01900000001");
    expect(first).toContain("Smartcard · Conax card · S100 · Conax");
    expect(first).toMatch(/PinnedAs of 26 Feb, 14:02from a look-up/);
    expect(second).toMatch(/stb01-3020-0005Set-top box.*As of 20 Feb, 11:30from the lists/);
    expect(second, "it fits by the name that is shown").not.toContain("Serial number");
    expect(third).toMatch(/S100Subscription · Ada Novak.*from this computer/);
    expect(fourth).toMatch(/58226.*Rejected.*Request/);
    expect(lines().at(-1)).toHaveTextContent("Use CARD-1 as typed");
    await expectNoViolations();
  });

  it("is a list whose chosen result the search field names", async () => {
    const { user, field, lines } = await openedPalette();
    await user.keyboard("pair");
    await waitFor(() => expect(lines().length).toBeGreaterThan(2));
    await waitFor(() => expect(field).toHaveAttribute("aria-activedescendant", lines()[0]?.id));
    await user.keyboard("{ArrowDown}");
    expect(field).toHaveAttribute("aria-activedescendant", lines()[1]?.id);
    expect(
      lines().filter((line) => line.ariaSelected === "true" || line.getAttribute("aria-selected") === "true"),
    ).toEqual([lines()[1]]);
    expect(screen.getByRole("listbox", { name: "Results" })).toHaveAttribute("id", field.getAttribute("aria-controls"));
  });

  it("opens the first hit on Enter, also of a scan that is faster than its answer", async () => {
    const slow = later<SearchResults>();
    const entities = fakeEntities();
    entities.search.mockImplementation(async (text) =>
      text === "01900000001" ? slow.promise : found([hit(box(), "serial_number")]),
    );
    const { user, place } = await openedPalette();
    await user.keyboard("0190000000");
    await screen.findByRole("option", { name: /stb01/ });
    await user.keyboard("1{Enter}");
    expect(place().pathname, "nothing is opened for a number that was not typed to its end").toBe("/settings");
    await slow.answer(found([hit(entity(), "ca_id", true)]));
    await waitFor(() => expect(place().pathname).toBe("/entities/smartcard/01900000001"));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("keeps the listed results until the next answer, and drops an answer to an older text", async () => {
    const answers = new Map<string, ReturnType<typeof later<SearchResults>>>();
    fakeEntities().search.mockImplementation((text) => {
      const one = later<SearchResults>();
      answers.set(text, one);
      return one.promise;
    });
    const { user } = await openedPalette();
    await user.keyboard("S1");
    await answers.get("S1")?.answer(found([hit(subscription(), "number")]));
    await screen.findByRole("option", { name: /S100/ });
    await user.keyboard("0");
    await user.keyboard("1");
    expect(screen.getByRole("option", { name: /S100/ }), "no flicker while the next come").toBeVisible();
    await answers.get("S101")?.answer(found([hit(subscription({ key: "s2", number: "S101" }), "number")]));
    await screen.findByRole("option", { name: /S101Sub/ });
    await answers.get("S10")?.answer(found([hit(subscription({ key: "s3", number: "S109" }), "number")]));
    expect(screen.queryByRole("option", { name: /S109/ })).not.toBeInTheDocument();
    expect(screen.getByRole("option", { name: /S101Sub/ })).toBeVisible();
  });

  it("asks the server on Enter when no local result fits, and shows its answer", async () => {
    const asked = later<ServerSearchResult>();
    const entities = fakeEntities();
    entities.searchServer.mockReturnValue(asked.promise);
    const { user, dialog, place } = await openedPalette();
    await user.keyboard("S777");
    await within(dialog).findByRole("option", { name: /Ask the server for S777/ });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(within(dialog).getByRole("status")).toHaveTextContent("Asking the server for S777"));
    expect(entities.searchServer).toHaveBeenCalledWith("S777");
    await user.keyboard("{Enter}");
    expect(entities.searchServer, "once").toHaveBeenCalledTimes(1);
    await asked.answer({ hits: [hit(subscription({ number: "S777" }), "number", true)], problem: null });
    await within(dialog).findByRole("option", { name: /^S777 ?Subscription/ });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().pathname).toBe("/entities/subscription/S777"));
  });

  it("says that the server found nothing, and offers the number as typed", async () => {
    fakeEntities();
    const { user, dialog, place } = await openedPalette();
    await user.keyboard("4711-X{Control>}{Enter}{/Control}");
    expect(await within(dialog).findByText("The server has no entry for this number.")).toBeVisible();
    await expectNoViolations();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().pathname).toBe("/entities/smartcard/4711-X"));
  });

  it("cancels the look-up on Esc and stays open; a later answer is not shown", async () => {
    const asked = later<ServerSearchResult>();
    const entities = fakeEntities();
    entities.searchServer.mockReturnValue(asked.promise);
    const { user, dialog } = await openedPalette();
    await user.keyboard("S777{Control>}{Enter}{/Control}");
    await within(dialog).findByRole("option", { name: /Asking the server/ });
    await user.keyboard("{Escape}");
    expect(entities.stopSearch).toHaveBeenCalledOnce();
    expect(await within(dialog).findByRole("option", { name: /Ask the server/ })).toBeVisible();
    await asked.answer({ hits: [hit(subscription({ number: "S777" }), "number")], problem: null });
    expect(within(dialog).queryByRole("option", { name: /^S777/ })).not.toBeInTheDocument();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
  });

  it("says why the server could not be asked", async () => {
    const problem = { code: "serverUnreachable", message: "", detail: null, fields: [], outcome: null } as const;
    fakeEntities().searchServer.mockRejectedValue(problem);
    const { user, dialog } = await openedPalette();
    await user.keyboard("S777{Control>}{Enter}{/Control}");
    expect(await within(dialog).findByText("The server cannot be reached.")).toBeVisible();
    expect(within(dialog).getByRole("option", { name: /Use S777 as typed/ })).toBeVisible();
  });

  it("offers the first eleven of twelve digits, and shortens no number by itself", async () => {
    const entities = fakeEntities();
    entities.search.mockImplementation(async (text) =>
      found([], { eleven: text.length === 12 ? text.slice(0, 11) : null }),
    );
    const { user, dialog, field } = await openedPalette();
    await user.keyboard("019000000015");
    const offer = await within(dialog).findByRole("option", { name: /Use the first 11: 01900000001/ });
    expect(field).toHaveValue("019000000015");
    await user.click(offer);
    await waitFor(() => expect(field).toHaveValue("01900000001"));
  });

  it("keeps the line that the arrows chose when others come before it", async () => {
    const asked = later<ServerSearchResult>();
    const entities = fakeEntities();
    entities.search.mockResolvedValue(found([hit(entity(), "ca_id"), hit(box(), "serial_number")]));
    entities.searchServer.mockReturnValue(asked.promise);
    const { user, place } = await openedPalette();
    await user.keyboard("00");
    await screen.findByRole("option", { name: /stb01/ });
    await user.keyboard("{ArrowDown}{Control>}{Enter}{/Control}");
    await asked.answer({ hits: [hit(subscription(), "number")], problem: null });
    await screen.findByRole("option", { name: /S100Subscription/ });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().pathname).toBe("/entities/setTopBox/stb01-3020-0005"));
  });

  it("begins adding a service that was found", async () => {
    fakeEntities().search.mockResolvedValue(found([hit(service(), "code", true)], { looksLike: "item" }));
    const { user, place } = await openedPalette();
    await user.keyboard("CINEMA");
    await screen.findByRole("option", { name: /CINEMAService/ });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().pathname).toBe("/operations/conax.add-service"));
    expect(JSON.parse(String((place().search as { with?: string }).with))).toEqual({
      service_identifier: "CINEMA",
      "service_identifier.by": "code",
    });
  });

  it("opens a link that was copied, and asks nobody for it", async () => {
    const entities = fakeEntities();
    const { user, dialog, lines, place } = await openedPalette();
    await user.paste(" http://tauri.localhost/#/requests?states=rejected\n");
    await within(dialog).findByRole("option", { name: /Open link/ });
    expect(lines()).toHaveLength(1);
    expect(dialog).toHaveTextContent("#/requests?states=rejected");
    await expectNoViolations();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(entities.searchServer).not.toHaveBeenCalled();
    expect(entities.search).not.toHaveBeenCalled();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().href).toBe("/requests?states=rejected"));
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("says why a link of the desk is not opened, and opens a good one", async () => {
    fakeEntities();
    const { user, dialog, field, lines, place } = await openedPalette();
    await user.paste("provisioning-desk://open?server=sandbox&organisation=DEMO#/operations/conax.reset-pin?with=1");
    const refused = await within(dialog).findByRole("option", { name: /This link was not opened/ });
    expect(refused).toHaveAttribute("aria-disabled", "true");
    expect(refused).toHaveTextContent("do not trust it");
    expect(lines()).toHaveLength(1);
    await user.clear(field);
    await user.paste("provisioning-desk://open?server=sandbox&organisation=OTHER#/history");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog", { name: "This link was not opened" })).toHaveTextContent("OTHER");
    await user.keyboard("{Escape}");
    act(() => openPalette(""));
    await waitFor(() => expect(screen.getByRole("combobox")).toHaveFocus());
    await user.paste("provisioning-desk://open?server=sandbox&organisation=DEMO#/history");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().href).toBe("/history"));
  });

  it("opens a link that leads nowhere to the page that says so", async () => {
    fakeEntities();
    const { user } = await openedPalette();
    await user.paste("#/nowhere");
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("heading", { name: "Page not found" })).toBeVisible();
  });

  it("finds the window's commands by what people call them", async () => {
    fakeEntities();
    const { dialog, field } = await openedPalette();
    for (const [text, name] of [
      ["help", /Help: keyboard shortcuts/],
      ["shortcuts", /Help: keyboard shortcuts/],
      ["outbox", /Open the outbox/],
      ["dark", /Dark theme/],
      ["text size", /Zoom 100 %/],
      ["log", /Open log folder/],
      ["licences", /About: version and licences/],
      ["handover", /Shift handover/],
    ] as const) {
      fireEvent.change(field, { target: { value: text } });
      expect(await within(dialog).findByRole("option", { name }), text).toBeVisible();
    }
  });

  it("runs a command of the window", async () => {
    fakeEntities();
    const { user, field } = await openedPalette();
    fireEvent.change(field, { target: { value: "outbox" } });
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog", { name: /Outbox/ })).toBeVisible();
  });

  it("opens an operation by its words at once, and lists the last used ones before any text is typed", async () => {
    fakeEntities().recents.mockResolvedValue({ pinned: [], recent: [entity()], kept: 1 });
    const { user, dialog, place } = await openedPalette();
    expect(await within(dialog).findByRole("option", { name: /^01900000001/ })).toBeVisible();
    fireEvent.change(within(dialog).getByRole("combobox"), { target: { value: "clear pin" } });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(place().pathname).toBe("/operations/nagra.clear-pin"));
  });
});
