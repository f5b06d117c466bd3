import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { type ConnectionRules, commands, type Scanner } from "../../api/bindings";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

const panel = (name: string) => screen.findByRole("region", { name });

function fakeRules() {
  const [connection] = snapshot.connections;
  if (!connection) throw new Error("the fake desk has a connection");
  return {
    test: vi
      .spyOn(commands.connections, "testRules")
      .mockImplementation(async ({ smartcards }, text) =>
        smartcards.includes("X#") && text === "X1"
          ? { kind: "smartcard", mask: "X#", ambiguous: true }
          : { kind: "item", mask: null, ambiguous: false },
      ),
    save: vi
      .spyOn(commands.connections, "saveRules")
      .mockImplementation(async (_, rules: ConnectionRules) => ({ ...connection, rules })),
  };
}

describe("the rules of a connection", () => {
  it("are tried before they are saved, and saved without empty masks", async () => {
    fakeDesk();
    const { test, save } = fakeRules();
    const { user } = openWindow("/settings");
    const rules = await panel("Cards and boxes");
    await user.click(within(rules).getByRole("button", { name: "Add mask: Smartcard masks" }));
    const added = within(rules).getByRole("textbox", { name: "Smartcard masks, mask 3" });
    expect(added).toHaveFocus();
    await user.keyboard("X#");
    await user.click(within(rules).getByRole("button", { name: "Add mask: Set-top box masks" }));
    await user.type(within(rules).getByRole("textbox", { name: "Test a number" }), "X1");
    await within(rules).findByText("A smartcard");
    within(rules).getByText(/Smartcards come first/);
    expect(test.mock.lastCall?.[0].smartcards).toContain("X#");
    expect(save).not.toHaveBeenCalled();
    within(rules).getByText("Not saved yet.");
    await expectNoViolations();
    await user.click(within(rules).getByRole("button", { name: "Save" }));
    await waitFor(() =>
      expect(save).toHaveBeenCalledWith("sandbox", {
        smartcards: ["###########", "############", "X#"],
        setTopBoxes: ["stb*", "dc*"],
        usualWaitMinutes: 12,
        serviceType: null,
      }),
    );
  });

  it("are refused at their input, and stay as typed", async () => {
    fakeDesk();
    fakeRules().save.mockRejectedValue({
      code: "invalidInput",
      message: "",
      detail: null,
      fields: [{ field: "smartcards", fault: "tooLong", params: { most: "100" } }],
      outcome: null,
    });
    const { user } = openWindow("/settings");
    const rules = await panel("Cards and boxes");
    const first = within(rules).getByRole("textbox", { name: "Smartcard masks, mask 1" });
    await user.type(first, "9");
    await user.click(within(rules).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(first).toBeInvalid());
    expect(within(rules).getByRole("group", { name: "Smartcard masks" })).toHaveAccessibleDescription(
      "At most 100 characters.",
    );
    expect(first).toHaveValue("###########9");
  });

  it("are not saved while the wait is none, and then are", async () => {
    fakeDesk();
    const { save } = fakeRules();
    const { user } = openWindow("/settings");
    const rules = await panel("Cards and boxes");
    const wait = within(rules).getByRole("textbox", { name: "Usual wait, minutes" });
    await user.clear(wait);
    await user.paste("1441");
    await user.click(within(rules).getByRole("button", { name: "Save" }));
    expect(save, "other minutes than those in sight").not.toHaveBeenCalled();
    expect(wait).toHaveValue("1,441");
    expect(wait).toHaveAccessibleDescription(/At most 1,440\./);
    expect(wait).toHaveFocus();
    within(rules).getByText("Not saved yet.");
    await user.clear(wait);
    await user.paste("15");
    expect(wait).toBeValid();
    await user.click(within(rules).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(save.mock.lastCall?.[1].usualWaitMinutes).toBe(15));
  });

  it("do without a mask that is removed", async () => {
    fakeDesk();
    const { save } = fakeRules();
    const { user } = openWindow("/settings");
    const rules = await panel("Cards and boxes");
    await user.click(within(rules).getByRole("button", { name: "Remove: Set-top box masks, mask 1" }));
    await user.click(within(rules).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(save.mock.lastCall?.[1].setTopBoxes).toEqual(["dc*"]));
  });
});

describe("the scanner", () => {
  const kept = (savePreferences: ReturnType<typeof fakeDesk>["savePreferences"]): Scanner | undefined =>
    savePreferences.mock.lastCall?.[0].scanner;

  it("is set up, and a number that cannot be meant is not kept", async () => {
    const { savePreferences } = fakeDesk();
    const { user } = openWindow("/settings");
    const scanner = await panel("Scanner");
    const gap = within(scanner).getByRole("textbox", { name: /Milliseconds between keys/ });
    await user.clear(gap);
    await user.type(gap, "4");
    expect(savePreferences).not.toHaveBeenCalled();
    expect(gap).toHaveAccessibleDescription(/At least 5\./);
    await user.type(gap, "5");
    expect(gap).toBeValid();
    await waitFor(() => expect(kept(savePreferences)?.gapMillis).toBe(45));
    await user.type(within(scanner).getByRole("textbox", { name: "Prefix" }), "~x");
    expect(kept(savePreferences)?.prefix, "half of it is not kept").toBe("");
    await user.tab();
    await waitFor(() => expect(kept(savePreferences)?.prefix).toBe("~x"));
    await user.click(within(scanner).getByRole("switch", { name: "Recognise a scanner" }));
    expect(kept(savePreferences)?.on).toBe(false);
    await within(scanner).findByText(/^Off:/);
  });

  it("is tried: shows the read text, its kind and its speed", async () => {
    fakeDesk();
    vi.spyOn(commands.connections, "classify").mockResolvedValue("smartcard");
    openWindow("/settings");
    const scanner = await panel("Scanner");
    const trial = within(scanner).getByRole("textbox", { name: "Test" });
    trial.focus();
    [..."01900000001"].forEach((key, place) => {
      const event = new KeyboardEvent("keydown", { key, code: `Digit${key}`, bubbles: true, cancelable: true });
      Object.defineProperty(event, "timeStamp", { value: 5000 + place * 7 });
      trial.dispatchEvent(event);
      fireEvent.input(trial, { target: { value: `${(trial as HTMLInputElement).value}${key}` } });
    });
    await within(scanner).findByText(/11 keys, typically 7 ms apart, at most 7 ms/);
    await within(scanner).findByText(/a smartcard/);
    expect(trial, "it stays where it is tried").toHaveValue("01900000001");
    await expectNoViolations();
  });
});

describe("how many look-ups are kept", () => {
  it("shows the fault at its input, and continues from there", async () => {
    const { savePreferences } = fakeDesk();
    const { user } = openWindow("/settings");
    const most = await screen.findByRole("textbox", { name: "Kept at most" });
    await user.clear(most);
    await user.paste("2000000");
    await user.tab();
    expect(most).toHaveValue("2,000,000");
    expect(most).toHaveAccessibleDescription(/At most 1,000,000\./);
    expect(savePreferences).not.toHaveBeenCalled();
    await user.type(most, "{Backspace}");
    expect(savePreferences).not.toHaveBeenCalled();
    await user.clear(most);
    await user.type(most, "150000{Enter}");
    expect(most).toBeValid();
    expect(savePreferences, "not once with the first digits").toHaveBeenCalledOnce();
    expect(savePreferences.mock.lastCall?.[0].lookUpsKept).toBe(150_000);
  });
});

describe("for how long others' requests are kept", () => {
  it("is changed by kind, and shows the fault at its input", async () => {
    const { savePreferences } = fakeDesk();
    const { user } = openWindow("/settings");
    const days = await screen.findByRole("textbox", { name: "Others’ completed requests, days" });
    expect(days).toHaveValue("90");
    await user.clear(days);
    await user.paste("0");
    expect(days).toHaveAccessibleDescription(/At least 1\./);
    await user.clear(days);
    await user.type(days, "30{Enter}");
    await waitFor(() => expect(savePreferences).toHaveBeenCalledOnce());
    expect(savePreferences.mock.lastCall?.[0].keeping).toEqual({ completedDays: 30, rejectedDays: 365, fieldDays: 14 });
    await expectNoViolations();
  });
});

describe("wiping", () => {
  const wiped = { entities: 12_204, requests: 98, forms: 1, jobs: 3, searched: 12_302, left: 0 };

  it("asks first, lists the data that goes and stays, and shows the result", async () => {
    fakeDesk();
    const wipe = vi.spyOn(commands.app, "wipe").mockResolvedValue(wiped);
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("button", { name: "Wipe local data" }));
    const dialog = await screen.findByRole("dialog");
    within(dialog).getByText(/The journal stays/);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(wipe, "Enter keeps it").not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Wipe local data" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Wipe local data" }));
    const proof = await screen.findByText(/12,204 cards, boxes and services, 98 requests, 3 jobs and 1 form removed/);
    expect(proof).toHaveTextContent("Searched the files for 12,302 names. No name was found.");
  });

  it("that left something has failed, and says so", async () => {
    fakeDesk();
    vi.spyOn(commands.app, "wipe").mockResolvedValue({ ...wiped, left: 2 });
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("button", { name: "Wipe local data" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Wipe local data" }));
    expect(await screen.findByText(/2 places still have a name/)).toBeVisible();
    expect(screen.queryByText(/No name was found/)).toBeNull();
  });
});
