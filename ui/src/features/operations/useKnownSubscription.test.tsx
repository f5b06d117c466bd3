import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { commands, type Entity, type ServiceOnCard } from "../../api/bindings";
import { refreshEntities } from "../../api/queries";
import { fakeDesk, open } from "../../test/desk";
import { page, subscription } from "../../test/entities";
import { entity, fakeLookUps } from "../../test/lookUps";

const CARD = "01900000001";
const OTHER = "01900000002";
const card = entity({ kind: "smartcard", serialNumber: CARD });
const other = entity({ kind: "smartcard", serialNumber: OTHER });

function input(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!found) throw new Error(`the form has no input named ${name}`);
  return found;
}
const owner = () => input("subscription_identifier").value;

/** A desk that knows the subscription of the first card. */
async function form(operation: string, services: ServiceOnCard[] = [], listed: Entity[] = []) {
  const desk = fakeDesk();
  const lookUps = fakeLookUps({ [CARD]: { entity: card }, [OTHER]: { entity: other }, S7: {} });
  const entityPage = vi
    .spyOn(commands.entities, "entityPage")
    .mockImplementation(async ({ text }) =>
      text === CARD ? page(card, { subscription: subscription(), services }) : page(other),
    );
  if (listed.length > 0) {
    lookUps.services.mockResolvedValue({ services: listed, asOf: Date.UTC(2026, 1, 26), fault: null, problem: null });
  }
  const drawn = open(`/operations/${operation}`);
  await waitFor(() => expect(document.querySelector("form [data-walk]")).toHaveFocus());
  return { ...desk, ...drawn, ...lookUps, entityPage };
}

it("the subscription of a card is filled in, and leaves with another card", async () => {
  const { user, send } = await form("conax.reset-pin");
  await user.type(input("smartcard_identifier"), CARD);
  await waitFor(() => expect(owner()).toBe("S100"));
  expect(screen.getByText(/subscription of this card/)).toBeTruthy();
  await user.clear(input("smartcard_identifier"));
  await waitFor(() => expect(owner()).toBe(""));
  await user.type(input("smartcard_identifier"), OTHER);
  await waitFor(() =>
    expect(commands.entities.entityPage).toHaveBeenCalledWith(expect.objectContaining({ text: OTHER })),
  );
  expect(owner()).toBe("");
  await user.clear(input("smartcard_identifier"));
  await user.type(input("smartcard_identifier"), CARD);
  await waitFor(() => expect(owner()).toBe("S100"));
  await user.keyboard("{Control>}{Enter}{/Control}");
  await waitFor(() => expect(send.mock.lastCall?.[0].draft.values.subscription_identifier).toBe("S100"));
});

it("a typed subscription stays", async () => {
  const { user, entityPage } = await form("conax.reset-pin");
  await user.type(input("subscription_identifier"), "S7");
  await user.type(input("smartcard_identifier"), CARD);
  await waitFor(() => expect(entityPage).toHaveBeenCalled());
  await user.clear(input("smartcard_identifier"));
  expect(owner()).toBe("S7");
});

it("a subscription that was removed stays out", async () => {
  const { user } = await form("conax.reset-pin");
  await user.type(input("smartcard_identifier"), CARD);
  await waitFor(() => expect(owner()).toBe("S100"));
  await user.clear(input("subscription_identifier"));
  await refreshEntities();
  expect(owner()).toBe("");
});

it("a subscription that the server tells later is filled in then", async () => {
  const { user, entityPage } = await form("conax.reset-pin");
  await user.type(input("smartcard_identifier"), OTHER);
  await waitFor(() => expect(entityPage).toHaveBeenCalled());
  expect(owner()).toBe("");
  await user.click(input("subscription_identifier"));
  entityPage.mockResolvedValue(page(other, { subscription: subscription({ number: "S200" }) }));
  await refreshEntities();
  await waitFor(() => expect(owner()).toBe("S200"));
  await user.keyboard("S3");
  expect(owner(), "typing replaces it").toBe("S3");
});

it("two letters of a service's name and Enter choose it, in any case, and those of the card are marked", async () => {
  const cinema: ServiceOnCard = {
    service: "2042",
    name: "CINEMA",
    active: true,
    since: null,
    request: "r1",
    source: "lists",
    open: false,
  };
  const listed = [
    entity({ kind: "service", code: "GOLD", name: "Gold" }),
    entity({ kind: "service", code: "CINEMA", name: "Cinema" }),
  ];
  const { user, send } = await form("conax.cancel-service", [cinema], listed);
  await user.type(input("smartcard_identifier"), CARD);
  await waitFor(() => expect(owner()).toBe("S100"));
  await user.click(input("service_identifier"));
  await user.keyboard("{ArrowDown}");
  const options = async () => within(await screen.findByRole("listbox")).findAllByRole("option");
  await waitFor(async () => expect((await options())[0]).toHaveTextContent(/CINEMA.*on this card/));
  expect((await options())[1]).not.toHaveTextContent(/on this card/);
  await user.keyboard("go");
  await waitFor(async () => expect((await options())[0]).toHaveAttribute("data-combobox-selected"));
  await user.keyboard("{Enter}{Control>}{Enter}{/Control}");
  await waitFor(() => expect(send.mock.lastCall?.[0].draft.values.service_identifier).toBe("GOLD"));
});

it("a code is spelled as the server does", async () => {
  const { user, resolve } = await form("conax.add-service");
  const gold = entity({ kind: "service", code: "GOLD", name: "Gold" });
  resolve.mockResolvedValue({
    state: "found",
    entity: gold,
    wrongKind: false,
    others: [],
    problem: null,
    eleven: null,
  });
  await user.type(input("service_identifier"), "gold");
  await waitFor(() => expect(input("service_identifier").value).toBe("GOLD"));
});

const owning = subscription({ key: "owner" });

/** A desk that knows one card of the subscription S100. */
async function formOfOwner(operation: string) {
  const drawn = await form(operation);
  drawn.resolve.mockImplementation(async ({ kind, text }) => ({
    state: text === "S100" || text === CARD || text === OTHER ? "found" : "notFound",
    entity: kind === "subscription" ? owning : text === CARD ? card : text === OTHER ? other : null,
    wrongKind: false,
    others: [],
    problem: null,
    eleven: null,
  }));
  vi.spyOn(commands.households, "onlyCard").mockImplementation(async ({ text }) => (text === "S100" ? card : null));
  return drawn;
}
const cardText = () => input("smartcard_identifier").value;

it("the only card of a subscription is filled in, and leaves with another subscription", async () => {
  const { user } = await formOfOwner("conax.reset-pin");
  await user.type(input("subscription_identifier"), "S100");
  await waitFor(() => expect(cardText()).toBe(CARD));
  expect(screen.getByText("The only known card of this subscription.")).toBeTruthy();
  await user.type(input("subscription_identifier"), "7");
  await waitFor(() => expect(cardText()).toBe(""));
  expect(owner(), "what was typed stays").toBe("S1007");
});

it("a typed card stays", async () => {
  const { user } = await formOfOwner("conax.reset-pin");
  await user.type(input("smartcard_identifier"), OTHER);
  await user.type(input("subscription_identifier"), "S100");
  await waitFor(() => expect(commands.households.onlyCard).toHaveBeenCalled());
  await user.clear(input("subscription_identifier"));
  expect(cardText()).toBe(OTHER);
});

it("the card of a form with a set of cards is scanned, not filled in", async () => {
  const { user } = await formOfOwner("conax.create-pairing");
  await user.type(input("subscription_identifier"), "S100");
  await waitFor(() =>
    expect(commands.lookups.resolve).toHaveBeenCalledWith(expect.objectContaining({ text: "S100" }), expect.anything()),
  );
  expect(input("smartcard_set.0.smartcard_ca_id").value).toBe("");
});
