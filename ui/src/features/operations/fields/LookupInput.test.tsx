import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { commands, type ListFault, type PairingPreview, type Problem, type Resolved } from "../../../api/bindings";
import { refreshEntities } from "../../../api/queries";
import type { Operation } from "../../../state/catalogue";
import { expectNoViolations, fakeDesk, open } from "../../../test/desk";
import { entity, fakeLookUps, hit, resolved } from "../../../test/lookUps";

const card = entity({
  kind: "smartcard",
  serialNumber: "019000000012",
  caId: "01900000001",
  alternativeCode: "CARD-1",
  name: "Conax card",
});
const otherCard = entity({ kind: "smartcard", serialNumber: "019000000020", caId: "01900000002", name: "Conax card" });
const box = entity({ kind: "setTopBox", serialNumber: "STB0000001", name: "Kestrel X2" });

function input(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!found) throw new Error(`the form has no input named ${name}`);
  return found;
}
const focused = () => (document.activeElement as HTMLInputElement | null)?.name;
/** What is said of an input, as a screen reader reads it. */
const said = (name: string) =>
  (input(name).getAttribute("aria-describedby") ?? "")
    .split(" ")
    .map((id) => document.getElementById(id)?.textContent ?? "")
    .join(" ");

async function form(operation: Operation["id"]) {
  const drawn = open(`/operations/${operation}`);
  await waitFor(() => expect(document.querySelector("form [data-walk]")).toHaveFocus());
  return drawn;
}

describe("a number in a form", () => {
  it("is looked up while it is typed, with the result below it", async () => {
    fakeDesk();
    const { resolve } = fakeLookUps({ "019000000012": { entity: card } });
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "019000000012");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/^Found.*CA id 01900000001/));
    expect(said("smartcard_identifier")).toMatch(/Alt. code CARD-1.*Conax card, effective.*as of/);
    expect(resolve).toHaveBeenLastCalledWith({ kind: "smartcard", text: "019000000012", by: "serial_number" }, "conax");
    expect(input("smartcard_identifier").value).toBe("019000000012");
    await expectNoViolations();
  });

  it("is looked up at once when the input is left, and read again when the desk knows more", async () => {
    fakeDesk();
    const { resolve } = fakeLookUps();
    const { user } = await form("conax.reset-pin");
    await user.click(input("smartcard_identifier"));
    await user.paste("019");
    fireEvent.blur(input("smartcard_identifier"));
    await waitFor(() => expect(resolve).toHaveBeenCalledTimes(1));
    resolve.mockResolvedValue(resolved({ entity: card }));
    await act(() => refreshEntities());
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/^Found/));
  });

  it("that is not found, or was not checked, says so and is sent as typed", async () => {
    const { send } = fakeDesk();
    fakeLookUps({ "42": { state: "notChecked" } });
    const { user } = await form("conax.reset-pin");
    await user.keyboard("42{Enter}S9");
    await waitFor(() => expect(said("subscription_identifier")).toMatch(/Not found. Check the number, or send it/));
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/Not checked. .*can be sent as typed/));
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    expect(send.mock.calls[0]?.[0].draft.values).toMatchObject({
      subscription_identifier: "S9",
      smartcard_identifier: "42",
    });
  });

  it("says why it was not checked", async () => {
    fakeDesk({ network: "offline" });
    fakeLookUps({ "42": { state: "notChecked" } });
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "42");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/The server cannot be reached/));
  });

  it("of another kind is called by its kind", async () => {
    fakeDesk();
    fakeLookUps({ STB0000001: { entity: box, wrongKind: true } });
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "STB0000001");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/This is a set-top box/));
  });

  it("counts as a warning where it is not found or of another kind, until it is changed", async () => {
    fakeDesk();
    fakeLookUps({ "019000000012": { entity: card }, STB0000001: { entity: box, wrongKind: true } });
    const { user } = await form("conax.reset-pin");
    const verdict = () => document.querySelector("form footer span")?.textContent;
    await user.keyboard("S9{Enter}STB0000001");
    await waitFor(() => expect(verdict()).toBe("2 warnings, you can send"));
    await user.clear(input("smartcard_identifier"));
    await waitFor(() => expect(verdict()).toBe("1 warning, you can send"));
    await user.type(input("smartcard_identifier"), "019000000012");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/^Found/));
    expect(verdict()).toBe("1 warning, you can send");
    await user.clear(input("subscription_identifier"));
    await waitFor(() => expect(verdict()).toBe(""));
  });

  it("of another kind moves to its own field, by a click or a key", async () => {
    fakeDesk();
    fakeLookUps({
      "01900000001": { entity: card, wrongKind: true },
      "01900000002": { entity: otherCard, wrongKind: true },
    });
    const { user } = open("/operations/conax.create-pairing");
    await waitFor(() => expect(input("smartcard_set.0.smartcard_ca_id")).toBeVisible());
    await user.type(input("stb_set.0.stb_ca_id"), "01900000001");
    await waitFor(() => expect(said("stb_set.0.stb_ca_id")).toMatch(/This is a smartcard.*Move to Smartcards/));
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Move to Smartcards" }));
    expect(input("smartcard_set.0.smartcard_ca_id")).toHaveValue("01900000001");
    expect(input("stb_set.0.stb_ca_id")).toHaveValue("");
    expect(focused()).toBe("smartcard_set.0.smartcard_ca_id");
    await user.type(input("stb_set.0.stb_ca_id"), "01900000002");
    await waitFor(() => expect(said("stb_set.0.stb_ca_id")).toMatch(/Move to Smartcards/));
    await user.keyboard("{Alt>}{Enter}{/Alt}");
    expect(input("smartcard_set.1.smartcard_ca_id")).toHaveValue("01900000002");
    expect(focused()).toBe("smartcard_set.1.smartcard_ca_id");
    expect(input("stb_set.0.stb_ca_id")).toHaveValue("");
  });

  it("that still completes to known ones is not called missing", async () => {
    fakeDesk();
    fakeLookUps();
    vi.mocked(commands.lookups.suggest).mockResolvedValue([hit(card, "serial_number")]);
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "01900");
    await screen.findByRole("option", { name: /019000000012/ });
    await waitFor(() => expect(commands.lookups.resolve).toHaveBeenCalled());
    expect(said("smartcard_identifier")).not.toMatch(/Not found/);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/Not found/));
  });

  it("never shows an answer to an older text", async () => {
    fakeDesk();
    const { resolve } = fakeLookUps();
    const late: ((answer: Resolved) => void)[] = [];
    resolve.mockImplementationOnce(() => new Promise((done) => late.push(done)));
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "019");
    await waitFor(() => expect(late).toHaveLength(1));
    await user.type(input("smartcard_identifier"), "x");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/Not found/));
    await act(async () => late[0]?.(resolved({ entity: card })));
    expect(said("smartcard_identifier")).toMatch(/Not found/);
  });
});

describe("a number under another name", () => {
  const asCaId: Partial<Resolved> = { others: [hit(card, "ca_id")] };

  it("is taken by its right one with a key", async () => {
    fakeDesk();
    fakeLookUps({ "01900000001": asCaId, "019000000012": { entity: card } });
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "01900000001");
    await screen.findByText(/This is a CA id/);
    await user.keyboard("{Alt>}{Enter}{/Alt}");
    expect(input("smartcard_identifier").value).toBe("019000000012");
    expect(input("smartcard_identifier.by").value).toBe("serial_number");
    expect(focused(), "Alt+Enter does not go on to the next field").toBe("smartcard_identifier");
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/^Found/));
  });

  it("switches the identifier of the input where the text can stay", async () => {
    fakeDesk();
    fakeLookUps({ "CARD-1": { others: [hit(card, "alternative_code")] } });
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "CARD-1");
    await user.click(await screen.findByRole("button", { name: "Use Alternative code CARD-1" }));
    expect(input("smartcard_identifier").value).toBe("CARD-1");
    expect(input("smartcard_identifier.by").value).toBe("alternative_code");
  });

  it("becomes the CA id in a set", async () => {
    fakeDesk();
    fakeLookUps({ "019000000012": { others: [hit(card, "serial_number")] } });
    const { user } = await form("conax.create-pairing");
    await user.type(input("smartcard_set.0.smartcard_ca_id"), "019000000012");
    await user.click(await screen.findByRole("button", { name: "Use CA id 01900000001" }));
    expect(input("smartcard_set.0.smartcard_ca_id").value).toBe("01900000001");
  });

  it("with twelve digits offers the first eleven, and does nothing by itself", async () => {
    fakeDesk();
    fakeLookUps({ "019000000012": { eleven: "01900000001" } });
    const { user } = await form("conax.create-pairing");
    await user.type(input("smartcard_set.0.smartcard_ca_id"), "019000000012");
    const offer = await screen.findByRole("button", { name: "Use CA id 01900000001" });
    expect(input("smartcard_set.0.smartcard_ca_id").value).toBe("019000000012");
    await user.click(offer);
    expect(input("smartcard_set.0.smartcard_ca_id").value).toBe("01900000001");
  });
});

describe("the list of known ones", () => {
  const known = [hit(card, "serial_number", false), hit(otherCard, "serial_number", false)];

  it("comes by typing; an arrow chooses, Enter takes and stays", async () => {
    fakeDesk();
    fakeLookUps({}, known);
    const { user } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "0190");
    const list = await screen.findByRole("listbox", { name: "Smartcard: suggestions" });
    await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(2));
    await expectNoViolations();
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(input("smartcard_identifier").value).toBe("019000000020");
    expect(focused()).toBe("smartcard_identifier");
    expect(screen.queryByRole("listbox")).toBeNull();
  });

  it("leaves Enter to the form while nothing is chosen, and Ctrl+Enter always", async () => {
    const { send } = fakeDesk();
    fakeLookUps({}, known);
    const { user } = await form("conax.set-pin");
    await user.type(input("smartcard_identifier"), "0190");
    await screen.findByRole("listbox");
    await user.keyboard("{Enter}");
    expect(focused()).toBe("pin");
    expect(input("smartcard_identifier").value).toBe("0190");
    expect(screen.queryByRole("listbox")).toBeNull();
    await user.keyboard("4821");
    await user.type(input("subscription_identifier"), "S1");
    await user.type(input("smartcard_identifier"), "0");
    await screen.findByRole("listbox");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  });

  it("is closed by Esc, which then leaves the form where it is", async () => {
    fakeDesk();
    fakeLookUps({}, known);
    const { user, router } = await form("conax.reset-pin");
    await user.type(input("smartcard_identifier"), "0190");
    await screen.findByRole("listbox");
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("listbox")).toBeNull();
    expect(router.state.location.pathname).toBe("/operations/conax.reset-pin");
    expect(input("smartcard_identifier").value).toBe("0190");
  });

  it("does not come by the focus, nor for a number that is typed out", async () => {
    fakeDesk();
    const { suggest } = fakeLookUps({}, known);
    const { user } = await form("conax.reset-pin");
    await user.click(input("smartcard_identifier"));
    expect(suggest).not.toHaveBeenCalled();
    await user.type(input("smartcard_identifier"), "019000000012");
    await waitFor(() => expect(suggest).toHaveBeenCalled());
    await waitFor(() => expect(said("smartcard_identifier")).toMatch(/Not found/));
    expect(screen.queryByRole("listbox")).toBeNull();
  });
});

it("a service is chosen from the server's list, which can be read again, or typed", async () => {
  fakeDesk();
  const sport = entity({ kind: "service", code: "SPORT", id: "S-1", name: "Sport HD" });
  const family = entity({ kind: "service", code: "FAM", name: "Family" });
  const { services, refreshServices } = fakeLookUps();
  services.mockResolvedValue({
    services: [family, sport],
    asOf: Date.UTC(2026, 1, 26, 12, 2),
    fault: null,
    problem: null,
  });
  refreshServices.mockResolvedValue({ services: [sport], asOf: Date.UTC(2026, 1, 26, 13), fault: null, problem: null });
  const { user } = await form("conax.add-service");
  await user.click(input("service_identifier"));
  await user.keyboard("{ArrowDown}");
  const list = await screen.findByRole("listbox", { name: "Service: suggestions" });
  await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(2));
  screen.getByText(/List of 26 Feb, 14:02/);
  await user.keyboard("{Control>}r{/Control}");
  await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
  await user.keyboard("hd");
  await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
  await user.keyboard("{ArrowDown}{Enter}");
  expect(input("service_identifier").value).toBe("SPORT");
  await user.clear(input("service_identifier"));
  await user.type(input("service_identifier"), "999");
  expect(input("service_identifier").value).toBe("999");
});

it("an input for a service says why none is offered, and what to do", async () => {
  fakeDesk();
  const { services, refreshServices } = fakeLookUps();
  const needed: Problem = {
    code: "invalidInput",
    message: "One of type_identifier, brand_identifier must be specified.",
    detail: null,
    fields: [{ field: "service_type", fault: "required", params: {} }],
    outcome: null,
  };
  services.mockResolvedValue({ services: [], asOf: null, fault: null, problem: needed });
  const gold = entity({ kind: "service", code: "GOLD", name: "Gold" });
  refreshServices.mockResolvedValue({ services: [gold], asOf: Date.UTC(2026, 1, 26), fault: null, problem: null });
  const { user } = await form("conax.add-service");
  await waitFor(() =>
    expect(said("service_identifier")).toMatch(/by product type only.*Look up one service by its code/),
  );
  expect(said("service_identifier")).toMatch(/The server answered: One of type_identifier/);
  await user.click(input("service_identifier"));
  await user.keyboard("{ArrowDown}");
  await screen.findByText("Refresh");
  await user.keyboard("{Control>}r{/Control}");
  await waitFor(() => expect(said("service_identifier")).not.toMatch(/by product type only/));
});

describe("services that could not be read", () => {
  const gold = entity({ kind: "service", code: "GOLD", name: "Gold" });
  const problem: Problem = { code: "unexpectedAnswer", message: "", detail: null, fields: [], outcome: null };
  const fault = (part: Partial<ListFault>): ListFault => ({
    list: "SERVICES",
    problem,
    asOf: null,
    unread: 0,
    ...part,
  });

  it("are counted below the others, since when is said, and they are shown as they came", async () => {
    fakeDesk();
    const { services } = fakeLookUps();
    const asOf = Date.UTC(2026, 1, 26, 12, 2);
    services.mockResolvedValue({ services: [gold], asOf, fault: fault({ asOf, unread: 2 }), problem: null });
    const rows = [{ reason: "a product has an id or a code", text: '{"description":"Kids"}' }];
    const unreadRows = vi.spyOn(commands.requests, "unreadRows").mockResolvedValue(rows);
    const { user } = await form("conax.add-service");
    await user.click(input("service_identifier"));
    await user.keyboard("{ArrowDown}");
    const list = await screen.findByRole("listbox", { name: "Service: suggestions" });
    await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
    const said = await screen.findByText(/2 of the services could not be read/);
    expect(said.parentElement).toHaveTextContent(/last fully read at 26 Feb, 14:02/);
    for (const open of [
      () => user.keyboard("{Alt>}u{/Alt}"),
      async () => user.click(await screen.findByRole("button", { name: /Show unread rows/, hidden: true })),
    ]) {
      await open();
      const dialog = await screen.findByRole("dialog");
      expect(await within(dialog).findByText('{"description":"Kids"}')).toBeVisible();
      expect(within(dialog).getByText("Unread rows: services")).toBeVisible();
      expect(unreadRows).toHaveBeenCalledWith("SERVICES");
      await user.keyboard("{Escape}");
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      await waitFor(() => expect(input("service_identifier")).toHaveFocus());
      await user.keyboard("{ArrowDown}");
    }
  });

  it("are reported with the next step where the whole list cannot be read, beside the known ones", async () => {
    fakeDesk();
    const { services } = fakeLookUps();
    const tooLarge: Problem = { ...problem, code: "answerTooLarge", detail: "> 20000 products" };
    services.mockResolvedValue({ services: [gold], asOf: null, fault: fault({ problem: tooLarge }), problem: null });
    const { user } = await form("conax.add-service");
    await user.click(input("service_identifier"));
    await user.keyboard("{ArrowDown}");
    const list = await screen.findByRole("listbox", { name: "Service: suggestions" });
    await waitFor(() => expect(within(list).getAllByRole("option")).toHaveLength(1));
    const said = await screen.findByText(/The list of services could not be read/);
    const words = said.parentElement;
    expect(words).toHaveTextContent(/never fully read/);
    expect(words).toHaveTextContent(/too large to read. Tell the server's administrator.> 20000 products/);
    expect(screen.queryByRole("button", { name: /Show unread rows/, hidden: true })).toBeNull();
  });
});

describe("preview of a pairing", () => {
  const preview: PairingPreview = {
    before: [
      {
        smartcards: ["01900000001"],
        setTopBoxes: ["STB0000001"],
        since: null,
        request: "r1",
        source: "lists",
        open: 0,
      },
    ],
    after: {
      smartcards: ["01900000001"],
      setTopBoxes: ["STB0000001", "STB0000002"],
      since: null,
      request: null,
      source: "journal",
      open: 0,
    },
    warnings: [
      {
        what: "boxElsewhere",
        field: "stb_set.0.stb_ca_id",
        setTopBox: "STB0000002",
        smartcards: ["01900000002"],
      },
    ],
    asOf: Date.UTC(2026, 1, 26, 12, 2),
    listsIncomplete: true,
  };

  it("is shown before and after, with its age, and warns at the input without blocking", async () => {
    const { send } = fakeDesk();
    const { previewPairing } = fakeLookUps({ "01900000001": { entity: card }, STB0000002: { entity: box } });
    previewPairing.mockImplementation(async ({ values }) => ({
      ...preview,
      warnings: "stb_set.0.stb_ca_id" in values ? preview.warnings : [],
    }));
    const { user } = await form("conax.create-pairing");
    await user.type(input("smartcard_set.0.smartcard_ca_id"), "01900000001");
    await user.type(input("stb_set.0.stb_ca_id"), "STB0000002");
    await screen.findByText(/This box is paired with 01900000002, as far as we know/);
    const result = screen.getByRole("region", { name: "Result" });
    expect(
      within(result).getByText(/As far as we know, lists of 26 Feb, 14:02. The lists are not fully read/),
    ).toBeTruthy();
    expect(within(result).getByText("STB0000002").closest("li")).toHaveTextContent("new");
    expect(screen.getByText(/1 warning, you can send/)).toBeTruthy();
    await expectNoViolations();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  });

  it("of an unpairing asks for the card alone, and says what becomes of it", async () => {
    fakeDesk();
    fakeLookUps();
    const { user } = open("/operations/nagra.unpair");
    const result = await screen.findByRole("region", { name: "Result" });
    expect(await within(result).findByText("Fill in the card to see what it is unpaired from.")).toBeVisible();
    await user.type(input("smartcard_identifier"), "01900000001");
    expect(await within(result).findByText("The card is free.")).toBeVisible();
    expect(result).not.toHaveTextContent(/boxes/);
  });

  it("is shown only where pairings change", async () => {
    fakeDesk();
    const { previewPairing } = fakeLookUps();
    await form("conax.reset-pin");
    expect(previewPairing).not.toHaveBeenCalled();
    expect(screen.queryByRole("region", { name: "Result" })).toBeNull();
  });
});
