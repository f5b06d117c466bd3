import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type EntityAction, type EntityPage, type Pairing, type UnavailableReason } from "../../api/bindings";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { box, entity, fakeEntities, page, service, subscription } from "../../test/entities";
import { household, householdCard } from "../../test/households";
import { emit, openWindow } from "../../test/window";

const DAY = 86_400_000;
const JAN = Date.UTC(2026, 0, 12, 10, 15);
const path = "/entities/smartcard/01900000001?by=ca_id";

const job = (operation: string, unfit: UnavailableReason | null = null): EntityAction => ({
  operation,
  values: { smartcard_identifier: "019000000015", "smartcard_identifier.by": "serial_number" },
  unfit,
});

const pairing: Pairing = {
  smartcards: ["01900000001"],
  setTopBoxes: ["stb01-3020-0005"],
  since: JAN,
  request: "r1",
  source: "lists",
  open: 1,
};

const whole = (part: Partial<EntityPage> = {}) =>
  page(entity(), {
    subscription: subscription(),
    subscriptionBy: "lists",
    account: "ACR20981",
    ownership: "RENTED_TO_CUSTOMER",
    keptUntil: Date.UTC(2026, 3, 2, 12),
    pairing,
    services: [
      { service: "201", name: "Cinema", active: true, since: JAN, request: "r2", source: "lists", open: true },
    ],
    jobs: [
      job("conax.add-service"),
      job("conax.cancel-service"),
      job("conax.add-to-pairing", { why: "waiting", request: "r9" }),
      job("nagra.unpair", { why: "noUnpair" }),
    ],
    requests: 3,
    subscriptionRequests: 5,
    oldestRequest: JAN,
    ...part,
  });

const history = [
  row({ key: "done", number: "58209", state: "completed", service: "201", created: JAN + DAY }),
  row({ key: "bad", number: "58166", state: "rejected", errorText: "Card is not known", created: JAN }),
  row({ key: "wait", state: "queued", waitsFor: "network", created: JAN + 2 * DAY }),
];

async function opened(at = path) {
  const drawn = openWindow(at);
  await screen.findByRole("heading", { level: 2, name: "Identifiers" });
  return { ...drawn, place: () => drawn.router.state.location };
}

const region = (name: string) => screen.getByRole("region", { name });

describe("the page of a card", () => {
  let entities: ReturnType<typeof fakeEntities>;
  beforeEach(() => {
    fakeDesk({}, history);
    entities = fakeEntities(history);
    entities.entity.mockImplementation(async () => whole());
    vi.mocked(commands.households.household).mockResolvedValue(
      household({ subscription: subscription(), cards: [householdCard({ pairing })] }),
    );
    vi.spyOn(commands.connections, "classify").mockResolvedValue("smartcard");
    vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(600);
    vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(600);
  });

  it("shows all that is known, how old it is and where it is from", async () => {
    await opened();
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("Smartcard01900000001");
    expect(screen.getByText(/^As of 26 Feb, 14:02, .* old$/)).toBeVisible();
    expect(region("Identifiers")).toHaveTextContent(
      "CA id01900000001Serial number019000000015Alternative codeCARD-1IDF1",
    );
    const facts = region("Smartcard");
    expect(facts).toHaveTextContent("ProductConax card SC-CNX7");
    expect(facts).toHaveTextContent("OwnershipRented to customer");
    expect(await within(facts).findByText("by our rules")).toBeVisible();
    expect(region("Subscription")).toHaveTextContent("NumberS100AccountACR20981HolderAda Novak");
    expect(region("Subscription")).toHaveTextContent("As far as we know, from the lists");
    const card = region("Smartcard 01900000001");
    expect(card).toHaveTextContent("As far as we know, since 12 Jan 2026, from the lists");
    expect(card).toHaveTextContent("1 request that changes this pairing is not completed.");
    expect(within(card).getByRole("link", { name: /Set-top box stb01/ })).toHaveAttribute(
      "href",
      expect.stringContaining("/entities/setTopBox/stb01-3020-0005"),
    );
    expect(screen.getByText(/kept on this computer until 2 Apr 2026/)).toBeVisible();
    await expectNoViolations();
  });

  it("lists its requests by days, unsent ones first, and its subscription's on demand", async () => {
    const { user } = await opened();
    const timeline = region("Timeline");
    expect(timeline).toHaveTextContent("3 requests, oldest 12 Jan 2026");
    await within(timeline).findByRole("link", { name: /58209/ });
    expect(
      within(timeline)
        .getAllByRole("heading", { level: 3 })
        .map(({ textContent }) => textContent),
    ).toEqual(["Not sent yet", "13 Jan 2026", "12 Jan 2026"]);
    expect(within(timeline).getByText("Card is not known")).toBeVisible();
    expect(within(timeline).getByRole("link", { name: /58166/ })).toHaveAttribute(
      "href",
      expect.stringContaining("/requests/bad"),
    );
    await user.click(within(timeline).getByRole("radio", { name: "Subscription" }));
    await waitFor(() => expect(entities.entityRequests).toHaveBeenLastCalledWith(expect.anything(), true, 0, 100));
    expect(timeline).toHaveTextContent("5 requests");
  });

  it("begins a job with its key, filled in for this card, and is there again by Esc", async () => {
    const add = job("conax.add-service");
    add.values.subscription_identifier = "S100";
    entities.entity.mockResolvedValue(whole({ jobs: [add] }));
    const { user, place } = await opened();
    fireEvent.keyDown(document.body, { code: "F4", key: "F4" });
    await waitFor(() => expect(place().pathname).toBe("/operations/conax.add-service"));
    expect(JSON.parse((place().search as { with: string }).with)).toEqual(add.values);
    const service = await screen.findByRole("combobox", { name: "Service" });
    await waitFor(() => expect(service, "the first field without a value").toHaveFocus());
    await user.keyboard("{Escape}");
    await waitFor(() => expect(place().pathname, "not to the home page").toBe("/entities/smartcard/01900000001"));
    await waitFor(() => expect(region("Jobs for this card")).toContainElement(document.activeElement as HTMLElement));
  });

  it("keeps an unavailable operation with its reason, and focuses it by its key", async () => {
    const { place } = await opened();
    const jobs = region("Jobs for this card");
    const unpair = within(jobs).getByRole("button", { name: /Unpair/ });
    expect(unpair).toHaveAttribute("aria-disabled", "true");
    expect(unpair).toHaveAccessibleDescription("Not possible for Conax: this API has no unpair call.");
    expect(within(jobs).getByRole("button", { name: /Add to pairing/ })).toHaveAccessibleDescription(
      /not been sent yet/,
    );
    expect(within(jobs).getByRole("link", { name: "Show request" })).toHaveAttribute(
      "href",
      expect.stringContaining("/requests/r9"),
    );
    expect(within(jobs).getByRole("link", { name: /Cancel service/ })).toHaveTextContent("1 service on this card");
    fireEvent.keyDown(document.body, { code: "F3", key: "F3" });
    expect(unpair).toHaveFocus();
    expect(place().pathname).toBe("/entities/smartcard/01900000001");
  });

  it("has the key of a Conax job for the Nagravision one on a card of that system", async () => {
    const nagra = [job("conax.reset-pin", { why: "provider" }), job("nagra.clear-pin")];
    entities.entity.mockResolvedValue(whole({ jobs: nagra }));
    const { place } = await opened();
    expect(screen.getByRole("link", { name: /Clear PIN/ })).toHaveAttribute("aria-keyshortcuts", "F8");
    expect(screen.getByRole("button", { name: /Reset PIN/ })).toHaveAccessibleDescription("Only for Conax");
    fireEvent.keyDown(document.body, { code: "F8", key: "F8" });
    await waitFor(() => expect(place().pathname).toBe("/operations/nagra.clear-pin"));
  });

  it("reads the card again on Ctrl+R and highlights changes for a while", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    try {
      await opened();
      const lists = vi.mocked(commands.mirror.refreshRequests);
      entities.refreshEntity.mockResolvedValue(whole({ entity: entity({ state: "NOT_EFFECTIVE" }), pairing: null }));
      fireEvent.keyDown(document.body, { code: "KeyR", key: "r", ctrlKey: true });
      const state = await within(region("Smartcard")).findByText("Not effective");
      expect(state).toHaveAttribute("data-changed");
      expect(state).toHaveTextContent("changed");
      expect(entities.refreshEntity).toHaveBeenCalledWith({ kind: "smartcard", text: "01900000001", by: "ca_id" });
      expect(lists, "the lists are not what is looked at here").not.toHaveBeenCalled();
      expect(screen.getByText("Rented to customer"), "this one did not change").not.toHaveAttribute("data-changed");
      await act(() => vi.advanceTimersByTimeAsync(5_100));
      expect(state).not.toHaveAttribute("data-changed");
    } finally {
      vi.useRealTimers();
    }
  });

  it("keeps the shown data when the server cannot be reached, and says so", async () => {
    const { user } = await opened();
    const problem = { code: "serverUnreachable", message: "", detail: null, fields: [], outcome: null } as const;
    entities.refreshEntity.mockRejectedValue(problem);
    await user.click(screen.getByRole("button", { name: /Refresh/ }));
    expect(await screen.findByText("The server cannot be reached.")).toBeVisible();
    expect(region("Identifiers")).toHaveTextContent("019000000015");
    await expectNoViolations();
  });

  it("updates by itself when the desk learns more", async () => {
    await opened();
    entities.entity.mockResolvedValue(whole({ entity: entity({ state: "NOT_EFFECTIVE" }) }));
    await emit({ kind: "entities" });
    expect(await within(region("Smartcard")).findByText("Not effective")).toBeVisible();
  });

  it("is pinned, copied and removed", async () => {
    const { user, place } = await opened();
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    await user.click(screen.getByRole("button", { name: "Copy all" }));
    expect(copy).toHaveBeenCalledWith(
      "CA id: 01900000001\nSerial number: 019000000015\nAlternative code: CARD-1\nID: F1",
    );
    await user.click(screen.getByRole("button", { name: "Pin 01900000001" }));
    expect(entities.pin).toHaveBeenCalledWith("card-1", true);
    await user.click(screen.getByRole("button", { name: "Remove now" }));
    expect(entities.forget).toHaveBeenCalledWith("card-1");
    await waitFor(() => expect(place().pathname).toBe("/entities"));
  });

  it("goes back on Esc, and not while the palette is open", async () => {
    const { user, router, place } = await opened();
    await act(() => router.navigate({ to: "/entities/$kind/$text", params: { kind: "setTopBox", text: "stb1" } }));
    fireEvent.keyDown(document.body, { code: "KeyK", key: "k", ctrlKey: true });
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(place().pathname).toBe("/entities/setTopBox/stb1");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(place().pathname).toBe("/entities/smartcard/01900000001"));
  });
});

describe("the page of another kind", () => {
  let entities: ReturnType<typeof fakeEntities>;
  beforeEach(() => {
    fakeDesk();
    entities = fakeEntities();
    vi.spyOn(commands.connections, "classify").mockResolvedValue("item");
  });
  const parts = () => screen.getAllByRole("heading", { level: 2 }).map(({ textContent }) => textContent);

  it("has the parts that apply to a box, a subscription and a service", async () => {
    entities.entity.mockResolvedValue(page(box(), { pairing: { ...pairing, request: null, open: 0 } }));
    const boxes = [
      {
        setTopBox: "stb01-3020-0005",
        entity: box(),
        ownership: null,
        pairing: { ...pairing, request: null },
        jobs: [],
      },
    ];
    vi.mocked(commands.households.household).mockResolvedValue(household({ boxes }));
    const { router } = await opened("/entities/setTopBox/stb01-3020-0005");
    expect(parts()).toEqual(["Identifiers", "Set-top box", "Household", "Timeline"]);
    expect(
      within(region("Set-top box stb01-3020-0005")).getByRole("link", { name: "Smartcard 01900000001" }),
    ).toBeVisible();
    await expectNoViolations();

    entities.entity.mockResolvedValue(page(subscription(), { account: "ACR20981" }));
    await act(() => router.navigate({ to: "/entities/$kind/$text", params: { kind: "subscription", text: "S100" } }));
    await waitFor(() => expect(parts()).toEqual(["Identifiers", "Subscription", "Household", "Timeline"]));
    expect(region("Subscription")).toHaveTextContent("HolderAda Novak StateEffectiveAccountACR20981");
    await expectNoViolations();

    entities.entity.mockResolvedValue(page(service()));
    await act(() => router.navigate({ to: "/entities/$kind/$text", params: { kind: "service", text: "CINEMA" } }));
    await waitFor(() => expect(parts()).toEqual(["Identifiers", "Service", "Timeline"]));
    expect(region("Identifiers")).toHaveTextContent("CodeCINEMACA id201");
  });

  it("explains an item of unknown kind", async () => {
    entities.entity.mockResolvedValue(page(entity({ kind: "item" })));
    await opened("/entities/item/019000000015");
    expect(region("Card or box")).toHaveTextContent("Card or box, not known which");
    expect(within(region("Card or box")).queryByText("by our rules")).not.toBeInTheDocument();
  });

  it("takes an unknown number as typed, and asks the server for it", async () => {
    const typed = entity({ key: "", serialNumber: "4711", caId: null, id: null, alternativeCode: null, state: null });
    const unknown = page(typed, { known: false, jobs: [job("conax.add-service")] });
    entities.entity.mockResolvedValue(unknown);
    const { user } = await opened("/entities/smartcard/4711");
    expect(screen.getByRole("heading", { level: 1 })).toHaveTextContent("4711");
    expect(screen.getByText("This number is not known on this computer.")).toBeVisible();
    expect(screen.getByRole("link", { name: /Add service/ })).toBeVisible();
    expect(screen.queryByRole("button", { name: /^Pin/ }), "nothing is kept").not.toBeInTheDocument();
    await expectNoViolations();
    entities.refreshEntity.mockResolvedValue({ ...unknown, notFound: true });
    await user.click(screen.getByRole("button", { name: "Ask the server" }));
    expect(await screen.findByText("The server has no entry for this number.")).toBeVisible();
  });

  it("lists other entities with the same identifier", async () => {
    entities.entity.mockResolvedValue(page(entity(), { others: [subscription({ number: "019000000015" })] }));
    await opened();
    expect(within(region("Other entries with this number")).getByRole("link")).toHaveTextContent(
      "Subscription019000000015",
    );
  });
});
