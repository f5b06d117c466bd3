import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { i18next } from "../../i18n/i18n";
import { type Operation, operations, operationText } from "../../state/catalogue";
import { fieldText } from "../../state/fieldText";
import { expectNoViolations, fakeDesk, open, row } from "../../test/desk";
import { fakeLookUps } from "../../test/lookUps";
import { openWindow } from "../../test/window";

function input(name: string): HTMLInputElement {
  const found = document.querySelector<HTMLInputElement>(`[name="${name}"]`);
  if (!found) throw new Error(`the form has no input named ${name}`);
  return found;
}
const focused = () => (document.activeElement as HTMLInputElement | null)?.name;

async function form(operation: Operation["id"]) {
  const drawn = open(`/operations/${operation}`);
  const element = await screen.findByRole("form", { name: i18next.t(operationText(operation, "title")) });
  return { ...drawn, element };
}

/** The input that a declared field begins with. */
const firstInput = ({ name, kind }: Operation["fields"][number]) =>
  kind.type === "set" ? `${name}.0.${kind.member}` : name;

describe.each(operations)("the form of $id", (operation) => {
  it("has an input with the API's name and our label for every declared field", async () => {
    fakeDesk();
    const { user, element } = await form(operation.id);
    await user.keyboard("{Alt>}o{/Alt}");
    for (const field of operation.fields) {
      if (operation.exactlyOneOf.includes(field.name)) {
        await user.click(screen.getByRole("radio", { name: fieldText(operation, field, "label") }));
      }
      const found = input(firstInput(field));
      const label = fieldText(operation, field, "label");
      const expected = field.kind.type === "set" ? `${label} 1` : label;
      expect(within(element).getAllByLabelText(expected), `${field.name} is labelled ${expected}`).toContain(found);
      if (field.kind.type === "identifier") expect(input(`${field.name}.by`).value).toBe(field.kind.by[0]);
    }
    const send = screen.getByRole("button", {
      name: new RegExp(`^${i18next.t(operationText(operation.id, "button"))}`),
    });
    expect(send).toHaveProperty("type", "submit");
    await expectNoViolations();
  });
});

describe("with the keyboard alone", () => {
  it("starts in the first field, goes on by Enter and sends by Ctrl+Enter", async () => {
    const { send } = fakeDesk();
    const { user } = await form("conax.reset-pin");
    expect(focused()).toBe("smartcard_identifier");
    await user.keyboard("01900000001{Enter}");
    expect(focused(), "Enter goes to the next field, past the choice of identifier").toBe("subscription_identifier");
    await user.keyboard("S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    expect(send.mock.lastCall?.[0].draft).toEqual({
      operation: "conax.reset-pin",
      values: {
        subscription_identifier: "S100",
        "subscription_identifier.by": "number",
        smartcard_identifier: "01900000001",
        "smartcard_identifier.by": "serial_number",
      },
    });
    await waitFor(() => expect(input("smartcard_identifier").value, "the form is free for the next job").toBe(""));
    await waitFor(() => expect(focused()).toBe("smartcard_identifier"));
    expect(screen.queryByText(/^Enter the/), "an emptied field was not passed over").toBeNull();
  });

  it("fills a cleared form again by Ctrl+Z, without the PIN, unless something else is typed", async () => {
    fakeDesk();
    fakeLookUps();
    const { user } = openWindow("/operations/conax.set-pin");
    await screen.findByRole("form");
    await user.type(input("subscription_identifier"), "S100");
    await user.type(input("smartcard_identifier"), "01900000001");
    await user.type(input("pin"), "4711");
    await user.click(screen.getByRole("button", { name: "Clear form" }));
    expect(input("smartcard_identifier")).toHaveValue("");
    await waitFor(() => expect(focused()).toBe("smartcard_identifier"));
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    await waitFor(() => expect(input("smartcard_identifier")).toHaveValue("01900000001"));
    expect(input("subscription_identifier")).toHaveValue("S100");
    expect(input("pin"), "a PIN is typed again").toHaveValue("");

    await user.click(screen.getByRole("button", { name: "Clear form" }));
    await user.type(input("subscription_identifier"), "S200");
    await user.click(input("smartcard_identifier"));
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    expect(input("subscription_identifier")).toHaveValue("S200");
    expect(input("smartcard_identifier")).toHaveValue("");
  });

  it("sends no PIN without the network, says why, and keeps what was typed", async () => {
    const { send } = fakeDesk({ network: "offline" });
    const { user } = await form("conax.set-pin");
    const button = screen.getByRole("button", { name: /^Set PIN/ });
    expect(button).toHaveAttribute("aria-disabled", "true");
    expect(button).toHaveAccessibleDescription(/cannot be reached, and a PIN cannot wait/);
    await user.type(input("pin"), "4711");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(send).not.toHaveBeenCalled();
    expect(input("pin")).toHaveValue("4711");
    await expectNoViolations();
  });

  it("says that a PIN waits for the sign-in in memory only", async () => {
    fakeDesk({ session: null });
    await form("conax.set-pin");
    expect(screen.getByText(/Sent after you sign in. Until then the PIN is in memory only/)).toBeVisible();
  });

  it("grows a set by Shift+Enter, and leaves it by Enter", async () => {
    fakeDesk();
    const { user } = await form("conax.create-pairing");
    await user.keyboard("01900000001{Shift>}{Enter}{/Shift}");
    expect(focused()).toBe("smartcard_set.1.smartcard_ca_id");
    await user.keyboard("01900000002{Enter}");
    expect(focused(), "the cards are filled").toBe("stb_set.0.stb_ca_id");
    await user.click(screen.getByRole("button", { name: "Remove Smartcards 1" }));
    expect(input("smartcard_set.0.smartcard_ca_id").value).toBe("01900000002");
  });

  it("takes a pasted list of cards", async () => {
    fakeDesk();
    const { user } = await form("conax.create-pairing");
    await user.click(input("smartcard_set.0.smartcard_ca_id"));
    await user.paste("01900000001\n01900000002\t01900000003");
    expect(input("smartcard_set.2.smartcard_ca_id").value).toBe("01900000003");
  });

  it("opens the options by Alt+O, and summarises them while folded", async () => {
    fakeDesk();
    const { user } = await form("conax.create-pairing");
    const fold = screen.getByRole("button", { name: /^Options: Regular priority, no schedule/ });
    expect(fold.getAttribute("aria-expanded")).toBe("false");
    await user.keyboard("{Alt>}o{/Alt}");
    await user.type(input("scheduled_date"), "26/2/2026 9:05");
    await user.click(input("process_immediately"));
    await waitFor(() => expect(input("scheduled_date").value).toBe("2026-02-26 09:05"));
    screen.getByRole("button", { name: /from 2026-02-26 09:05, processed during the call/ });
  });

  it("goes back by Esc", async () => {
    fakeDesk();
    const { user } = await form("conax.reset-pin");
    await user.keyboard("{Escape}");
    expect(await screen.findByText("Home")).toBeTruthy();
  });
});

describe("faults of the form", () => {
  it("is said beside its field after a refused send, and the first faulty field gets the focus", async () => {
    const { send } = fakeDesk();
    const { user } = await form("conax.set-pin");
    expect(screen.queryByText(/^Enter the/)).toBeNull();
    await user.keyboard("{Enter}12{Enter}S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(focused()).toBe("smartcard_identifier"));
    expect(screen.getByText("The PIN needs 4 digits. You typed 2.")).toBeTruthy();
    expect(screen.getByText(/^Enter the card's (serial number|CA id)\.$/), "names what is missing").toBeTruthy();
    expect(input("smartcard_identifier").getAttribute("aria-invalid")).toBe("true");
    expect(screen.getByText("2 fields are missing or wrong")).toBeTruthy();
    expect(send).not.toHaveBeenCalled();
    await expectNoViolations();
  });

  it("waits until the field was left", async () => {
    fakeDesk();
    const { user } = await form("conax.set-pin");
    await user.type(input("pin"), "12");
    await new Promise((done) => setTimeout(done, 200));
    expect(screen.queryByText(/You typed 2/)).toBeNull();
    await user.tab();
    expect(await screen.findByText(/You typed 2/)).toBeTruthy();
  });

  it("opens the options when it is there", async () => {
    fakeDesk();
    const { user } = await form("conax.reset-pin");
    await user.keyboard("019{Enter}S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(input("subscription_identifier").value).toBe(""));
    const { user: other, unmount } = await (async () => {
      document.body.innerHTML = "";
      return form("nagra.unpair");
    })();
    await other.keyboard("{Alt>}o{/Alt}");
    await other.type(input("scheduled_date"), "soon");
    await other.keyboard("{Alt>}o{/Alt}{Control>}{Enter}{/Control}");
    await waitFor(() => expect(focused()).toBe("smartcard_identifier"));
    expect(screen.getByText(/Enter a date and time like/)).toBeTruthy();
    unmount();
  });

  it("include an operation that the server's release lacks", async () => {
    const { send } = fakeDesk({ unavailable: [{ operation: "nagra.pair", from: null, until: "R11" }] });
    const { user } = await form("nagra.pair");
    expect(screen.getByText(/R11 was the last release that did/)).toBeTruthy();
    const button = screen.getByRole("button", { name: /^Send pairing/, description: /Not offered/ });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.keyboard("1{Enter}2{Control>}{Enter}{/Control}");
    expect(send).not.toHaveBeenCalled();
  });
});

describe("a PIN", () => {
  it("is masked, shown as dots, sent, and never kept", async () => {
    const { send, keepForm } = fakeDesk();
    const { user } = await form("conax.set-pin");
    expect(input("pin").type).toBe("password");
    await user.keyboard("01900000001{Enter}4821{Enter}S100");
    await waitFor(() => expect(keepForm).toHaveBeenCalled());
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send.mock.calls[0]?.[0].draft.values.pin).toBe("4821"));
    await waitFor(() => expect(input("pin").value).toBe(""));
    expect(JSON.stringify(keepForm.mock.calls), "a PIN is on no disk").not.toContain("4821");
    expect(document.body.innerHTML, "nor on the screen").not.toContain("4821");
  });
});

describe("a form that was left", () => {
  it("comes back as it was, and can be emptied", async () => {
    const { keptForm, keepForm } = fakeDesk();
    keptForm.mockResolvedValue({
      key: "as-it-was-left",
      draft: { operation: "conax.reset-pin", values: { subscription_identifier: "S107" } },
    });
    const { user } = await form("conax.reset-pin");
    expect(input("subscription_identifier").value).toBe("S107");
    expect(screen.getByText("Draft kept on this computer")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Clear form" }));
    expect(input("subscription_identifier").value).toBe("");
    await waitFor(() =>
      expect(keepForm.mock.lastCall?.[0].draft).toEqual({ operation: "conax.reset-pin", values: {} }),
    );
  });

  it("has the focus where it was when the request is undone that was sent from there", async () => {
    const held = row({ key: "k1", state: "held", operation: "conax.reset-pin", heldUntil: Date.now() + 60_000 });
    const { send, undo } = fakeDesk({}, [held]);
    send.mockResolvedValue(held);
    const values = { subscription_identifier: "S100", smartcard_identifier: "01900000001" };
    undo.mockResolvedValue({ operation: "conax.reset-pin", values });
    const { user } = await form("conax.reset-pin");
    await user.keyboard("01900000001{Enter}S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    await waitFor(() => expect(focused()).toBe("smartcard_identifier"));
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(input("smartcard_identifier").value).toBe("01900000001"));
    await waitFor(() => expect(focused()).toBe("subscription_identifier"));
  });

  it("takes the values of an undone request, except its PIN", async () => {
    const held = row({ key: "k1", state: "held", operation: "conax.set-pin", heldUntil: Date.now() + 60_000 });
    const { undo } = fakeDesk({}, [held]);
    undo.mockImplementation(async () => {
      held.state = "cancelled";
      return { operation: "conax.set-pin", values: { subscription_identifier: "S100" } };
    });
    const { user } = await form("conax.set-pin");
    await screen.findByRole("button", { name: "Undo" });
    await user.keyboard("{Control>}z{/Control}");
    await waitFor(() => expect(input("subscription_identifier").value).toBe("S100"));
    await waitFor(() => expect(focused()).toBe("pin"));
    expect(undo).toHaveBeenCalledWith("k1");
  });
});

describe("unpairing", () => {
  it("asks first, and goes on only with the end of the card's number", async () => {
    const { send } = fakeDesk();
    const { user } = await form("nagra.unpair");
    await user.keyboard("200000000154{Control>}{Enter}{/Control}");
    const dialog = await screen.findByRole("dialog", { name: /Unpair card 200000000154/ });
    await waitFor(() => expect(focused()).toBe("confirmation"));
    await user.keyboard("0000{Enter}");
    expect(within(dialog).getByText(/not the last 4 characters/)).toBeTruthy();
    expect(send, "nothing left yet").not.toHaveBeenCalled();
    await expectNoViolations();
    await user.clear(input("confirmation"));
    await user.keyboard("0154{Enter}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
  });

  it("keeps the pairing by Esc, and the form", async () => {
    const { send } = fakeDesk();
    const { user } = await form("nagra.unpair");
    await user.keyboard("200000000154{Control>}{Enter}{/Control}");
    await screen.findByRole("dialog");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(input("smartcard_identifier").value).toBe("200000000154");
    expect(send).not.toHaveBeenCalled();
  });
});
