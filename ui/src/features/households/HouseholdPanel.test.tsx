import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type Household } from "../../api/bindings";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { box, entity, fakeEntities, page, subscription } from "../../test/entities";
import {
  fakeHouseholds,
  household,
  householdCard,
  listedService,
  plan,
  planned,
  sequence,
  tick,
} from "../../test/households";
import { openWindow } from "../../test/window";
import { filledForms } from "../updates/filledForms";

const JAN = Date.UTC(2026, 0, 12, 10, 15);
const BOX = "stb01-3020-0005";
const pairing = {
  smartcards: ["01900000001"],
  setTopBoxes: [BOX],
  since: JAN,
  request: "r1",
  source: "lists",
  open: 0,
} as const;

const whole = (part: Partial<Household> = {}) =>
  household({
    subscription: subscription(),
    services: [listedService("201", "Cinema"), listedService("202", "Sport"), listedService("203", "Kids")],
    cards: [
      householdCard({
        pairing: { ...pairing, smartcards: [...pairing.smartcards], setTopBoxes: [...pairing.setTopBoxes] },
        ticks: [
          tick("201", { state: "off", source: "journal", asOf: JAN, request: "r3" }),
          tick("202", { state: "on", source: "lists", asOf: JAN, request: "r2" }),
          tick("203"),
        ],
      }),
    ],
    boxes: [{ setTopBox: BOX, entity: box(), ownership: null, pairing: null, jobs: [] }],
    servicesRead: JAN,
    listsRead: JAN,
    ...part,
  });

describe("the household of a card", () => {
  let households: ReturnType<typeof fakeHouseholds>;
  beforeEach(() => {
    fakeDesk();
    fakeEntities().entity.mockResolvedValue(page(entity(), { subscription: subscription() }));
    households = fakeHouseholds();
    households.household.mockImplementation(async () => whole());
    vi.spyOn(commands.connections, "classify").mockResolvedValue("smartcard");
  });

  async function opened() {
    const drawn = openWindow("/entities/smartcard/01900000001?by=ca_id");
    await waitFor(() => expect(service("Sport")).toHaveFocus());
    return drawn;
  }
  const service = (name: string) => screen.getByRole("checkbox", { name });
  const send = () => fireEvent.keyDown(document.activeElement ?? document.body, { key: "Enter", ctrlKey: true });

  it("has its services as ticks of three states, with their source and age in words", async () => {
    await opened();
    const panel = screen.getByRole("region", { name: "Household" });
    expect(within(panel).getByRole("link", { name: "S100" })).toBeVisible();
    expect(panel).toHaveTextContent("Ada Novak");
    const ticks = within(panel).getAllByRole("checkbox");
    expect(ticks.map((one) => [one.textContent, one.getAttribute("aria-checked")])).toEqual([
      ["Sport", "true"],
      ["Cinema", "false"],
      ["Kids", "mixed"],
    ]);
    expect(service("Sport")).toHaveAccessibleDescription("SPORT Added 12 Jan 2026, from the lists");
    expect(service("Cinema")).toHaveAccessibleDescription("CINEMA Cancelled 12 Jan 2026, from this computer");
    expect(service("Kids")).toHaveAccessibleDescription("KIDS Not known");
    await expectNoViolations();
  });

  it("is walked by the arrows and by the first letter of a name", async () => {
    const { user } = await opened();
    await user.keyboard("{ArrowRight}");
    expect(service("Cinema")).toHaveFocus();
    await user.keyboard("{End}");
    expect(service("Kids")).toHaveFocus();
    await user.keyboard("{ArrowLeft}{ArrowLeft}{ArrowLeft}");
    expect(service("Sport")).toHaveFocus();
    await user.keyboard("k");
    expect(service("Kids")).toHaveFocus();
    expect(screen.getAllByRole("checkbox").filter((one) => one.tabIndex === 0)).toEqual([service("Kids")]);
  });

  it("leaves a service that is not known alone unless it is pressed", async () => {
    const { user } = await opened();
    await user.keyboard("k");
    const states = [];
    for (let press = 0; press < 3; press += 1) {
      await user.keyboard(" ");
      states.push(service("Kids").getAttribute("aria-checked"));
    }
    expect(states).toEqual(["true", "false", "mixed"]);
    expect(screen.queryByText(/not sent yet/)).not.toBeInTheDocument();
    await user.keyboard("{Enter}");
    expect(service("Kids"), "Enter presses no tick").toHaveAttribute("aria-checked", "mixed");
  });

  it("shows the difference as requests on Ctrl+Enter, and sends them in one commit on the next one", async () => {
    const { user } = await opened();
    const drafts = [
      { operation: "conax.add-service", values: { service_identifier: "KIDS" } },
      { operation: "conax.cancel-service", values: { service_identifier: "SPORT" } },
    ];
    const [add, cancel] = drafts as [(typeof drafts)[0], (typeof drafts)[0]];
    households.planHousehold.mockResolvedValue(
      plan({
        requests: [
          planned({ draft: add, service: "203" }),
          planned({ draft: cancel, service: "202", effect: "cancelsService" }),
        ],
        losses: [{ what: "service", smartcard: "01900000001", service: "202" }],
      }),
    );
    const rows = [row({ key: "k1", state: "pending" }), row({ key: "k2", state: "queued", waitsFor: "requestBefore" })];
    households.sendSequence.mockResolvedValue(sequence(rows));
    households.sequence.mockResolvedValue(sequence(rows));
    await user.keyboard(" k ");
    expect(screen.getByText("2 changes, not sent yet")).toBeVisible();
    expect(filledForms.get(), "an update waits for them").toBe(1);
    send();
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("Smartcard 01900000001 loses Sport.")).toBeVisible();
    const [first, second] = within(dialog).getAllByRole("listitem").slice(1);
    expect(first).toHaveTextContent("Add serviceKids");
    expect(second).toHaveTextContent("Cancel serviceSport");
    expect(households.planHousehold).toHaveBeenLastCalledWith(expect.anything(), {
      change: "services",
      switches: [
        { card: "01900000001", service: "202", on: false },
        { card: "01900000001", service: "203", on: true },
      ],
    });
    await expectNoViolations();
    expect(households.sendSequence, "nothing leaves before it was seen").not.toHaveBeenCalled();
    fireEvent.keyDown(document.activeElement ?? dialog, { key: "Enter", ctrlKey: true, repeat: true });
    expect(households.sendSequence, "a key that is held down sends nothing").not.toHaveBeenCalled();
    send();
    await waitFor(() => expect(households.sendSequence).toHaveBeenCalledExactlyOnceWith(expect.any(String), drafts));
    expect(await screen.findByText("Sending: 0 of 2 completed")).toBeVisible();
    expect(screen.queryByText(/not sent yet/), "the ticks are sent").not.toBeInTheDocument();
  });

  it("takes the changes back on Esc, and Ctrl+Z brings them back", async () => {
    const { user, router } = await opened();
    await user.keyboard(" ");
    expect(service("Sport")).toHaveAttribute("aria-checked", "false");
    await user.keyboard("{Escape}");
    expect(service("Sport")).toHaveAttribute("aria-checked", "true");
    expect(router.state.location.pathname, "Esc closes one layer").toBe("/entities/smartcard/01900000001");
    fireEvent.keyDown(document.body, { key: "z", code: "KeyZ", ctrlKey: true });
    await waitFor(() => expect(service("Sport")).toHaveAttribute("aria-checked", "false"));
  });

  it("undoes a sequence that is held as a whole, and has its ticks pressed again", async () => {
    const { user } = await opened();
    const held = row({ key: "k1", state: "held", heldUntil: Date.now() + 60_000 });
    const taken = sequence([held]);
    households.sendSequence.mockResolvedValue(taken);
    households.sequence.mockResolvedValue(taken);
    await user.keyboard(" ");
    send();
    await within(await screen.findByRole("dialog")).findByRole("button", { name: /^Send 1 request/ });
    send();
    expect(await screen.findByText("Held: 1 request")).toBeVisible();
    expect(service("Sport")).toHaveAttribute("aria-checked", "true");
    const undo = vi.spyOn(commands.outbox, "undo").mockResolvedValue({ operation: "conax.cancel-service", values: {} });
    fireEvent.keyDown(document.body, { key: "z", code: "KeyZ", ctrlKey: true });
    await waitFor(() => expect(undo).toHaveBeenCalledExactlyOnceWith("k1"));
    await waitFor(() => expect(service("Sport")).toHaveAttribute("aria-checked", "false"));
    expect(screen.queryByText("Held: 1 request")).not.toBeInTheDocument();
  });

  it("cannot send a plan with a fault, and says what is wrong", async () => {
    const { user } = await opened();
    const fault = { field: "subscription_identifier", fault: "required", params: {} };
    households.planHousehold.mockResolvedValue(plan({ requests: [planned({ problems: [fault] })] }));
    await user.keyboard(" ");
    send();
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText(/^Subscription: /)).toBeVisible();
    send();
    expect(within(dialog).getByRole("button", { name: /^Send/ })).toHaveAttribute("aria-disabled", "true");
    expect(households.sendSequence).not.toHaveBeenCalled();
  });

  it("says why a sequence halted, and asks what to do with the rest", async () => {
    const rows = [
      row({ key: "k1", operation: "conax.add-service", state: "rejected", errorText: "Card is not known" }),
      row({ key: "k2", operation: "conax.add-service", state: "queued", doubt: { kind: "halted", before: "k1" } }),
    ];
    const halted = sequence(rows, { state: "halted", halted: "k2" });
    households.household.mockImplementation(async () => whole({ sequences: [halted] }));
    households.sequence.mockResolvedValue(halted);
    const decide = vi.spyOn(commands.outbox, "decide").mockResolvedValue(row({ key: "k2" }));
    const { user } = await opened();
    expect(await screen.findByText("Halted: 0 of 2 completed")).toBeVisible();
    expect(screen.getByText(/Add service is Rejected: Card is not known/)).toBeVisible();
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Send the rest" }));
    expect(decide).toHaveBeenLastCalledWith("k2", true);
    await user.click(screen.getByRole("button", { name: "Drop the rest" }));
    expect(decide).toHaveBeenLastCalledWith("k2", false);
  });

  it("replaces a card: what the old one loses is said before anything is sent", async () => {
    const { user } = await opened();
    households.planHousehold.mockResolvedValue(
      plan({ losses: [{ what: "pairingStays", item: "01900000001", with: [BOX] }] }),
    );
    households.sendSequence.mockResolvedValue(sequence([row({ key: "k1", state: "held" })]));
    households.sequence.mockResolvedValue(sequence([row({ key: "k1", state: "held" })]));
    fireEvent.keyDown(document.body, { key: "x", code: "KeyX", altKey: true });
    const dialog = await screen.findByRole("dialog");
    const input = within(dialog).getByRole("combobox", { name: "New smartcard" });
    await waitFor(() => expect(input).toHaveFocus());
    send();
    expect(households.sendSequence, "there is no new card yet").not.toHaveBeenCalled();
    await user.type(input, "01900000099");
    expect(
      await within(dialog).findByText(`01900000001 stays paired with ${BOX}: Conax has no unpairing.`),
    ).toBeVisible();
    await expectNoViolations();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(within(dialog).getByRole("button", { name: /^Send 1 request/ })).toHaveFocus());
    expect(households.sendSequence).not.toHaveBeenCalled();
    send();
    await waitFor(() => expect(households.sendSequence).toHaveBeenCalledTimes(1));
    expect(households.planHousehold).toHaveBeenLastCalledWith(expect.anything(), {
      change: "replaceSmartcard",
      old: "01900000001",
      new: "01900000099",
      newCaId: null,
    });
  });

  it("asks for the CA id of a new box where it is not known", async () => {
    const { user } = await opened();
    households.planHousehold.mockImplementation(async (_of, change) =>
      change.change === "replaceSetTopBox" && change.newCaId === null
        ? plan({ requests: [], problems: [{ field: "newCaId", fault: "required", params: {} }] })
        : plan(),
    );
    fireEvent.keyDown(document.body, { key: "b", code: "KeyB", altKey: true });
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("combobox", { name: "New set-top box" }), "77");
    const caId = await within(dialog).findByRole("combobox", { name: "CA id of the new one" });
    expect(within(dialog).getByRole("button", { name: /^Send/ })).toHaveAttribute("aria-disabled", "true");
    await user.type(caId, "88");
    await waitFor(() =>
      expect(within(dialog).getByRole("button", { name: /^Send 1 request/ })).not.toHaveAttribute(
        "aria-disabled",
        "true",
      ),
    );
  });

  it("teaches the next step where no subscription is known", async () => {
    households.household.mockImplementation(async () =>
      whole({ subscription: null, cards: [householdCard({ unfit: { why: "noSubscription" }, ticks: [tick("202")] })] }),
    );
    const refresh = vi.spyOn(commands.entities, "refreshEntity").mockResolvedValue(page(entity()));
    const { user } = await opened();
    expect(screen.getByText("No subscription of this card is known.")).toBeVisible();
    await user.keyboard(" ");
    expect(service("Sport"), "nothing can be sent for it").toHaveAttribute("aria-checked", "mixed");
    await user.click(screen.getByRole("button", { name: "Ask the server" }));
    expect(refresh).toHaveBeenCalled();
  });

  it("says that a plan has nothing to send", async () => {
    households.planHousehold.mockResolvedValue(
      plan({ requests: [], losses: [{ what: "servicesNotKnown", smartcard: "1" }] }),
    );
    const { user } = await opened();
    await user.keyboard(" ");
    send();
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText(/^There is nothing to send/)).toBeVisible();
    expect(within(dialog).getByRole("button", { name: /^Send/ })).toHaveAttribute("aria-disabled", "true");
  });

  it("leads to the search where the server cannot be asked, and says how services become known", async () => {
    fakeEntities().entity.mockResolvedValue(
      page(entity(), { problem: { code: "noLookUp", message: "", detail: null, fields: [], outcome: null } }),
    );
    households.household.mockImplementation(async () =>
      whole({ subscription: null, services: [], cards: [householdCard({ unfit: null, ticks: [] })] }),
    );
    const { user } = openWindow("/entities/smartcard/01900000001?by=ca_id");
    const panel = await screen.findByRole("region", { name: "Household" });
    expect(panel).toHaveTextContent("Send a request with both numbers: it is then known.");
    expect(within(panel).queryByRole("button", { name: "Ask the server" }), "it was asked in vain").toBeNull();
    expect(panel).toHaveTextContent("No service is known yet. Add one by its code with Add service");
    await user.click(screen.getByRole("button", { name: "Search" }));
    expect(await screen.findByRole("combobox", { name: /^Search/ })).toBeVisible();
  });

  it("calls cards and services in a plan as the page calls them", async () => {
    households.household.mockImplementation(async () =>
      whole({
        services: [{ ...listedService("201", "Cinema"), name: null }],
        cards: [
          householdCard({
            entity: entity({ caId: "01900070000", serialNumber: "01900000001" }),
            ticks: [tick("201", { state: "on" })],
          }),
        ],
      }),
    );
    households.planHousehold.mockResolvedValue(
      plan({
        requests: [planned({ service: "201" })],
        losses: [{ what: "service", smartcard: "01900000001", service: "201" }],
      }),
    );
    const { user } = openWindow("/entities/smartcard/01900000001?by=ca_id");
    await waitFor(() => expect(service("CINEMA")).toHaveFocus());
    await user.keyboard(" ");
    send();
    const dialog = await screen.findByRole("dialog");
    expect(await within(dialog).findByText("Smartcard 01900070000 loses CINEMA.")).toBeVisible();
    expect(dialog).not.toHaveTextContent("201");
  });
});
