import { fireEvent, screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import type { Operation } from "../../state/catalogue";
import { fakeDesk } from "../../test/desk";
import { fakeLookUps } from "../../test/lookUps";
import { openWindow } from "../../test/window";

const CARD = "01900000001";
const BOX = "stb-0000-0001";

function input(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!found) throw new Error(`the form has no input named ${name}`);
  return found;
}
const focused = () => (document.activeElement as HTMLInputElement | null)?.name;

let now = 1000;

/** As a scanner does: each key reaches whatever has the focus by then. */
function scan(text: string, ...closing: ("Enter" | "Tab")[]) {
  type(8, text, ...closing);
}
function type(gap: number, text: string, ...closing: ("Enter" | "Tab")[]) {
  now += 500;
  for (const key of [...text, ...closing]) {
    now += gap;
    const element = document.activeElement ?? document.body;
    const code = /^\d$/.test(key) ? `Digit${key}` : key.length === 1 ? `Key${key.toUpperCase()}` : key;
    const event = new KeyboardEvent("keydown", {
      key,
      code: key === "-" ? "Minus" : code,
      bubbles: true,
      cancelable: true,
    });
    Object.defineProperty(event, "timeStamp", { value: now });
    const goesOn = element.dispatchEvent(event);
    if (goesOn && key.length === 1 && element instanceof HTMLInputElement) {
      fireEvent.input(element, { target: { value: element.value + key } });
    }
    if (goesOn && key === "Enter" && element instanceof HTMLButtonElement) element.click();
  }
}

async function form(operation: Operation["id"], first = "smartcard_identifier") {
  const { send } = fakeDesk();
  fakeLookUps();
  vi.mocked(commands.connections.classify).mockImplementation(async (text) =>
    /^\d{11}$/.test(text) ? "smartcard" : text.startsWith("stb") ? "setTopBox" : "item",
  );
  openWindow(`/operations/${operation}`);
  await waitFor(() => expect(focused()).toBe(first));
  return { send };
}

beforeEach(() => {
  now += 10_000;
});

describe.each(["Enter", "Tab"] as const)("a scanner that ends with %s", (closing) => {
  it("fills a pairing in any order, wherever the focus is, and sends nothing", async () => {
    const { send } = await form("nagra.pair");
    scan(BOX, closing);
    await waitFor(() => expect(input("stb_identifier").value).toBe(BOX));
    expect(input("smartcard_identifier").value, "taken back").toBe("");
    await waitFor(() => expect(focused(), "the card is missing").toBe("smartcard_identifier"));
    scan(CARD, closing);
    await waitFor(() => expect(input("smartcard_identifier").value).toBe(CARD));
    expect(input("stb_identifier").value).toBe(BOX);
    expect(send).not.toHaveBeenCalled();
  });
});

describe.each(["nagra.clear-pin", "nagra.pair"] as const)("%s", (id) => {
  const ends = [
    ["Enter", "Enter"],
    ["Tab", "Enter"],
    ["Enter", "Tab", "Enter"],
  ] as const;
  const fast = [8, "a scanner"] as const;
  const slow = [60, "a scanner that is too slow to be recognised"] as const;
  it.each([fast, slow].flatMap(([gap, who]) => ends.map((end) => ({ gap, who, end: end.join(" ") }))))(
    "is filled by $who that ends with $end, and not sent",
    async ({ gap, end }) => {
      const { send } = await form(id);
      const ends = end.split(" ") as ("Enter" | "Tab")[];
      const inputs = [...document.querySelectorAll<HTMLInputElement>("form input[data-scan]")];
      for (const one of inputs) {
        one.focus();
        const text = { smartcard: CARD, setTopBox: BOX }[one.dataset.scan ?? ""] ?? "X7184200";
        type(gap, text, ...ends);
        await waitFor(() => expect(one.value).toBe(text));
      }
      const button = document.querySelector<HTMLButtonElement>("[data-walk-end]");
      button?.focus();
      type(gap, CARD, ...ends);
      await new Promise((done) => setTimeout(done, 50));
      expect(send).not.toHaveBeenCalled();
      button?.focus();
      type(400, "", "Enter");
      await waitFor(() => expect(send, "a person's Enter sends").toHaveBeenCalledTimes(1));
    },
  );
});

it("a set takes one card after the other, and none twice", async () => {
  await form("conax.create-pairing", "smartcard_set.0.smartcard_ca_id");
  scan(CARD, "Enter");
  await waitFor(() => expect(input("smartcard_set.0.smartcard_ca_id").value).toBe(CARD));
  await waitFor(() => expect(focused(), "goes on to what is missing").toBe("stb_set.0.stb_ca_id"));
  scan("01900000002", "Enter");
  await waitFor(() => expect(input("smartcard_set.1.smartcard_ca_id").value).toBe("01900000002"));
  scan(CARD, "Enter");
  await waitFor(() => expect(input("stb_set.0.stb_ca_id").value).toBe(""));
  expect(document.querySelector('[name="smartcard_set.2.smartcard_ca_id"]')).toBeNull();
  scan(BOX, "Enter");
  await waitFor(() => expect(input("stb_set.0.stb_ca_id").value).toBe(BOX));
  expect(input("subscription_identifier").value).toBe("");
});

it("a scan of another kind stays in the input that has the focus", async () => {
  await form("conax.reset-pin");
  scan("X7184200", "Enter");
  await waitFor(() => expect(commands.connections.classify).toHaveBeenCalledWith("X7184200"));
  expect(input("smartcard_identifier").value).toBe("X7184200");
  expect(focused()).toBe("subscription_identifier");
});

it("the question before unpairing takes the scan itself", async () => {
  const { send } = await form("nagra.unpair");
  scan(CARD, "Enter");
  await waitFor(() => expect(input("smartcard_identifier").value).toBe(CARD));
  fireEvent.keyDown(window, { key: "Enter", code: "Enter", ctrlKey: true });
  await screen.findByRole("dialog", { name: /Unpair card/ });
  await waitFor(() => expect(focused()).toBe("confirmation"));
  scan("01900000002", "Enter");
  expect(input("confirmation").value).toBe("01900000002");
  expect(input("smartcard_identifier").value).toBe(CARD);
  expect(send).not.toHaveBeenCalled();
});
