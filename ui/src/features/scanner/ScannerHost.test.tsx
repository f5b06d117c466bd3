import { PasswordInput } from "@mantine/core";
import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type Scanner } from "../../api/bindings";
import { closePalette, palette } from "../../state/palette";
import { fakeDesk, openOne, snapshot } from "../../test/desk";
import { lastScan, scanning } from "./rhythm";
import { ScannerHost } from "./ScannerHost";
import { useScanTarget } from "./scanTargets";
import { showScanWarning } from "./scanWarnings";

const CARD = "01900000001";
const BOX = "stb-0000-0001";
vi.mock("./scanWarnings", () => ({ showScanWarning: vi.fn() }));
const cards = vi.fn();
const boxes = vi.fn();
const submitted = vi.fn();

function Page({ dialog = false, takesCards = true }) {
  const [values, setValues] = useState<Record<string, string>>({ subscription: "S1" });
  useScanTarget("smartcard", cards, { enabled: takesCards });
  useScanTarget("setTopBox", boxes);
  const input = (name: string, rest: object = {}) => (
    <input
      aria-label={name}
      value={values[name] ?? ""}
      onChange={({ currentTarget }) => setValues((all) => ({ ...all, [name]: currentTarget.value }))}
      {...rest}
    />
  );
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submitted();
      }}
    >
      <ScannerHost />
      {input("subscription", { "data-scan": "subscription" })}
      {input("card", { "data-scan": "smartcard" })}
      {input("list", { "data-scan": "any" })}
      {input("note")}
      {input("password", { type: "password" })}
      <PasswordInput
        label="shown"
        defaultVisible
        value={values.shown ?? ""}
        onChange={({ currentTarget }) => setValues((all) => ({ ...all, shown: currentTarget.value }))}
      />
      <button type="submit">Send</button>
      <div {...(dialog && { "aria-modal": true, role: "dialog", "aria-label": "question" })}>
        {input("confirmation")}
      </div>
      <output>{JSON.stringify(values)}</output>
    </form>
  );
}

function openPage(part: Partial<Scanner> = {}, props: { dialog?: boolean; takesCards?: boolean } = {}) {
  fakeDesk({ preferences: { ...snapshot.preferences, scanner: { ...snapshot.preferences.scanner, ...part } } });
  return openOne(<Page {...props} />);
}

let now = 1000;

/** Types into whatever has the focus, as a window does: the key first, then what it changes. */
function key(name: string, gap: number, code?: string, more: KeyboardEventInit = {}) {
  now += gap;
  const element = document.activeElement ?? document.body;
  const codes = /^\d$/.test(name) ? `Digit${name}` : /^[a-z]$/i.test(name) ? `Key${name.toUpperCase()}` : "Minus";
  const event = new KeyboardEvent("keydown", {
    key: name,
    code: code ?? codes,
    bubbles: true,
    cancelable: true,
    ...more,
  });
  Object.defineProperty(event, "timeStamp", { value: now });
  const goesOn = element.dispatchEvent(event);
  if (goesOn && name.length === 1 && element instanceof HTMLInputElement) {
    fireEvent.input(element, { target: { value: element.value + name } });
  }
  if (goesOn && name === "Enter" && element instanceof HTMLButtonElement) element.click();
  return goesOn;
}
function scan(text: string, closing?: "Enter" | "Tab", gap = 8) {
  now += 500;
  for (const name of text) key(name, gap);
  return closing ? key(closing, gap, closing) : true;
}
const field = (name: string) => screen.findByLabelText<HTMLInputElement>(name);
const kept = () => JSON.parse(document.querySelector("output")?.textContent ?? "{}");

beforeEach(() => {
  for (const mock of [cards, boxes, submitted, vi.mocked(showScanWarning)]) mock.mockReset();
  closePalette();
  now += 10_000;
  vi.spyOn(commands.connections, "classify").mockImplementation(async (text) =>
    /^\d{11}$/.test(text) ? "smartcard" : text.startsWith("stb") ? "setTopBox" : "item",
  );
});

describe("a scan", () => {
  it("goes to where the page takes it, and is taken back from where it was typed", async () => {
    openPage();
    (await field("subscription")).focus();
    scan(CARD, "Enter");
    await waitFor(() => expect(cards).toHaveBeenCalledWith(CARD));
    expect(kept(), "as before, for the page too").toEqual({ subscription: "S1" });
    expect(await field("subscription")).toHaveValue("S1");
    scan(BOX);
    await waitFor(() => expect(boxes, "without a closing key too").toHaveBeenCalledWith(BOX));
    expect(cards).toHaveBeenCalledTimes(1);
    expect(kept()).toEqual({ subscription: "S1" });
  });

  it("stays where it was typed, if that takes it", async () => {
    openPage();
    (await field("card")).focus();
    scan(CARD);
    await waitFor(() => expect(commands.connections.classify).toHaveBeenCalledWith(CARD));
    expect(cards).not.toHaveBeenCalled();
    expect(kept()).toMatchObject({ card: CARD });
  });

  it("is not joined to the former text", async () => {
    openPage();
    (await field("card")).focus();
    scan(CARD);
    await waitFor(() => expect(commands.connections.classify).toHaveBeenCalledTimes(1));
    scan("01900000002", "Enter");
    await waitFor(() => expect(cards).toHaveBeenCalledWith("01900000002"));
    expect(kept()).toMatchObject({ card: CARD });
  });

  it("stays in an input for identifiers, or in any other, where no place takes it", async () => {
    openPage({}, { takesCards: false });
    (await field("subscription")).focus();
    scan("X718420");
    await waitFor(() => expect(kept().subscription).toBe("S1X718420"));
    (await field("note")).focus();
    scan(CARD);
    await waitFor(() => expect(commands.connections.classify).toHaveBeenCalledWith(CARD));
    expect(kept().note).toBe(CARD);
    expect(palette.get().open).toBe(false);
  });

  it("of any kind stays in a list of numbers of any kind", async () => {
    openPage();
    (await field("list")).focus();
    for (const code of [BOX, CARD]) scan(code, "Enter");
    expect(kept().list).toBe(`${BOX}${CARD}`);
    expect(commands.connections.classify).not.toHaveBeenCalled();
    expect(submitted).not.toHaveBeenCalled();
  });

  it("does not begin before a click", async () => {
    openPage();
    (await field("note")).focus();
    for (const digit of "019") key(digit, 5);
    fireEvent.pointerDown(document.body);
    scan(CARD, "Enter");
    await waitFor(() => expect(cards).toHaveBeenCalledWith(CARD));
  });

  it("is looked up where nothing has the focus", async () => {
    openPage({}, { takesCards: false });
    await field("subscription");
    scan(CARD, "Enter");
    await waitFor(() => expect(palette.get()).toMatchObject({ open: true, text: CARD }));
  });

  it("is read by the keys' places, and without the scanner's prefix and suffix", async () => {
    openPage({ prefix: "-" });
    (await field("card")).focus();
    const azerty = "à&é\"'(-è_ç";
    key("-", 100, "Minus");
    for (const digit of CARD) key(azerty[Number(digit)] ?? "", 8, `Digit${digit}`);
    await waitFor(() => expect(kept().card).toBe(CARD));
  });
});

describe("a scan's closing key", () => {
  it("never presses a button and never submits", async () => {
    openPage();
    const button = await screen.findByRole("button", { name: "Send" });
    button.focus();
    expect(scan(CARD, "Enter")).toBe(false);
    await waitFor(() => expect(cards).toHaveBeenCalledWith(CARD));
    (await field("note")).focus();
    expect(scan("X718420", "Enter")).toBe(false);
    expect(submitted).not.toHaveBeenCalled();
  });

  it("is the page's in an input for identifiers; Tab counts as Enter there", async () => {
    openPage();
    const card = await field("card");
    card.focus();
    const heard = vi.fn();
    card.addEventListener("keydown", ({ key }) => heard(key));
    expect(scan(CARD, "Enter")).toBe(true);
    expect(heard).toHaveBeenLastCalledWith("Enter");
    scan("01900000002", "Tab");
    expect(heard).toHaveBeenLastCalledWith("Enter");
  });
});

describe.each([
  ["Enter", "Enter"],
  ["Tab", "Enter"],
  ["Enter", "Tab"],
  ["Tab", "Tab"],
  ["Enter", "j"],
])("a scanner that ends with %s and %s", (first, second) => {
  const end = () => {
    const code = second === "j" ? "KeyJ" : second;
    return key(second, 9, code, { ctrlKey: second === "j" });
  };

  it("presses no button with the second key, wherever the first one moved the focus", async () => {
    openPage();
    const card = await field("card");
    const button = await screen.findByRole("button", { name: "Send" });
    card.addEventListener("keydown", (event) => event.key === "Enter" && button.focus());
    card.focus();
    for (const name of CARD) key(name, 8);
    key(first, 8, first);
    expect(button).toHaveFocus();
    expect(end()).toBe(false);
    expect(end(), "nor a third").toBe(false);
    expect(submitted).not.toHaveBeenCalled();
    expect(kept().card).toBe(CARD);
    expect(key("Enter", 400, "Enter"), "a person's own Enter is").toBe(true);
    expect(submitted).toHaveBeenCalledTimes(1);
  });
});

it("keeps an Enter that comes late after a scan from the button that the scan brought the focus to", async () => {
  openPage();
  const button = await screen.findByRole("button", { name: "Send" });
  cards.mockImplementation(() => button.focus());
  (await field("note")).focus();
  scan(CARD);
  await waitFor(() => expect(button).toHaveFocus());
  expect(key("Enter", 200, "Enter")).toBe(false);
  expect(submitted).not.toHaveBeenCalled();
});

describe("a code of GS1", () => {
  const GS = ["]", 8, "BracketRight", { ctrlKey: true }] as const;
  const scanned = (...parts: string[]) => {
    now += 500;
    parts.forEach((part, place) => {
      if (place > 0) expect(key(...GS), "a separator is no key of the page").toBe(false);
      for (const name of part) key(name, 8, name === "]" ? "BracketRight" : undefined);
    });
    key("Enter", 8, "Enter");
  };

  it("gives the serial number that fits a card", async () => {
    openPage();
    (await field("note")).focus();
    scanned("]d2010950600013435210LOT7", `21${CARD}`);
    await waitFor(() => expect(cards).toHaveBeenCalledWith(CARD));
    expect(kept().note, "taken back").toBe("");
  });

  it("is left as it was scanned where none fits, and that is said", async () => {
    openPage({}, { takesCards: false });
    (await field("card")).focus();
    scanned("]d2010950600013435210LOT7", "21XYZ");
    await waitFor(() => expect(showScanWarning).toHaveBeenCalledWith("severalNumbers"));
    await waitFor(() => expect(kept().card).toBe("010950600013435210LOT721XYZ"));
  });

  it("is a card's number where all of it fits one", async () => {
    openPage();
    (await field("note")).focus();
    scanned(`]C1${CARD}`);
    await waitFor(() => expect(cards).toHaveBeenCalledWith(CARD));
    expect(showScanWarning).not.toHaveBeenCalled();
  });
});

it("says that Caps Lock may have swapped letters", async () => {
  openPage();
  await field("note");
  now += 500;
  for (const name of "STB-0001") key(name, 8, undefined, { modifierCapsLock: true });
  key("Enter", 8, "Enter");
  await waitFor(() => expect(showScanWarning).toHaveBeenCalledWith("capsLock"));
});

describe("typing by hand", () => {
  it("is left alone, also where it looks like a scan", async () => {
    openPage();
    (await field("subscription")).focus();
    scan(CARD, "Enter", 75);
    expect(commands.connections.classify).not.toHaveBeenCalled();
    expect(kept()).toEqual({ subscription: `S1${CARD}` });
  });

  it("is left alone where the scanner is switched off", async () => {
    openPage({ on: false });
    (await field("subscription")).focus();
    scan(CARD, "Enter");
    expect(commands.connections.classify).not.toHaveBeenCalled();
  });
});

describe("an input for a secret with its text shown", () => {
  it("is left alone, and none of it is kept", async () => {
    openPage();
    const shown = await field("shown");
    expect(shown.type, "the eye was pressed").toBe("text");
    shown.focus();
    lastScan.set(undefined);
    expect(scan(CARD, "Enter"), "Enter is the form's").toBe(true);
    scan(BOX);
    await new Promise((done) => setTimeout(done, 200));
    expect(kept()).toEqual({ subscription: "S1", shown: CARD + BOX });
    expect(commands.connections.classify).not.toHaveBeenCalled();
    expect(cards).not.toHaveBeenCalled();
    expect(lastScan.get()).toBeUndefined();
  });

  it.each(["shown", "password"])(
    "is not where what was scanned before goes to, nor its further keys: %s",
    async (name) => {
      openPage();
      const shown = await field(name);
      const card = await field("card");
      card.addEventListener("keydown", (event) => event.key === "Enter" && shown.focus());
      card.focus();
      scan(CARD, "Enter");
      expect(shown).toHaveFocus();
      expect(key("Enter", 9, "Enter"), "the scanner's second Enter").toBe(false);
      expect(submitted).not.toHaveBeenCalled();
      await waitFor(() => expect(commands.connections.classify).toHaveBeenCalledWith(CARD));
      expect(kept()).toEqual({ subscription: "S1", card: CARD });
      for (const digit of "4821") key(digit, 20);
      expect(key("Enter", 20, "Enter"), "after what was typed by hand or by a keeper it is a person's").toBe(true);
      expect(kept()[name]).toBe("4821");
    },
  );
});

it("leaves passwords and dialogs alone", async () => {
  const { unmount } = openPage();
  (await field("password")).focus();
  expect(scan(CARD, "Enter")).toBe(true);
  expect(kept().password).toBe(CARD);
  unmount();
  openPage({}, { dialog: true });
  (await field("confirmation")).focus();
  scan(CARD);
  await new Promise((done) => setTimeout(done, 100));
  expect(kept().confirmation).toBe(CARD);
  expect(commands.connections.classify, "nothing of it left the window's inputs").not.toHaveBeenCalled();
});

it("says that a scanner is typing, so that no key is a command meanwhile", async () => {
  openPage();
  await field("note");
  key("0", 100);
  key("1", 8);
  expect(scanning(now), "two fast keys are a person's").toBe(false);
  key("9", 8);
  expect(scanning(now + 5)).toBe(true);
  expect(scanning(now + 200)).toBe(false);
});
