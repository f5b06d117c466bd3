import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../../api/bindings";
import { detail, expectNoViolations, row } from "../../../test/desk";
import { BOX, CARD, card, fieldDesk, resolved, scan } from "../../../test/field";
import { openWindow } from "../../../test/window";
import { chosenSystem } from "../fieldState";

const tile = (name: "Card" | "Box") => screen.findByRole("group", { name });

afterEach(() => chosenSystem.set(undefined));

describe("the last request", () => {
  const MINUTE = 60_000;
  function sent(part: Parameters<typeof row>[0], accepted = Date.now() - 5 * MINUTE) {
    const of = row({ operation: "conax.create-pairing", created: Date.now() - 6 * MINUTE, ...part });
    const desk = fieldDesk({}, {}, [of]);
    desk.request.mockResolvedValue(
      detail(of, {
        draft: { operation: "conax.create-pairing", values: { "stb_set.0.stb_ca_id": BOX } },
        timeline: [{ at: accepted, step: "accepted", detail: null, by: null }],
      }),
    );
    return desk;
  }
  const shown = () => screen.findByRole("complementary", { name: "Last sent" });

  it("counts down to the picture without calling it out, with a list that stays ticked", async () => {
    sent({ key: "k", state: "pending" });
    const { user } = openWindow("/field");
    const side = await shown();
    const timer = await within(side).findByRole("timer");
    expect(timer).toHaveTextContent(/^0(6|7):\d\d$/);
    expect(timer).toHaveAttribute("aria-live", "off");
    expect(within(side).getByRole("progressbar")).toHaveAttribute("aria-valuetext", expect.stringMatching(/min/));
    expect(within(side).getByRole("button", { name: /^Send again/ })).toHaveAttribute("aria-disabled", "true");
    expect(within(side).getByText("Pending")).toBeVisible();
    await user.click(within(side).getByRole("checkbox", { name: "Box is on, card is in" }));
    expect(within(side).getByRole("checkbox", { name: "Box is on, card is in" })).toBeChecked();
    await expectNoViolations();
  });

  it("is sent again only after the picture's time, and asks once", async () => {
    const { sendInField } = sent({ key: "k", state: "completed" }, Date.now() - 13 * MINUTE);
    const { user } = openWindow("/field");
    const side = await shown();
    expect(await within(side).findByText("Check the picture before you leave.")).toBeVisible();
    await user.click(await within(side).findByRole("button", { name: /^Send again/ }));
    const dialog = await screen.findByRole("dialog", { name: /\S/ });
    await expectNoViolations();
    expect(sendInField).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Send again" }));
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
  });

  it("that is completed too early to send again says from when", async () => {
    sent({ key: "k", state: "completed" });
    const { user } = openWindow("/field");
    const again = await within(await shown()).findByRole("button", { name: /^Send again\s*From \d\d:\d\d/ });
    await user.click(again);
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("that was rejected shows the reason and the next step", async () => {
    sent({ key: "k", state: "rejected", errorText: "Client not found" });
    openWindow("/field");
    const side = await shown();
    expect(await within(side).findByText("Client not found")).toBeVisible();
    expect(within(side).getByText(/call the office/)).toBeVisible();
    expect(within(side).queryByRole("timer")).toBeNull();
    await expectNoViolations();
  });

  it("with a lost answer is looked up and cannot be sent again", async () => {
    sent({ key: "k", state: "unknown" });
    openWindow("/field");
    const side = await shown();
    expect(await within(side).findByText(/Do not send it again/)).toBeVisible();
    expect(await within(side).findByRole("button", { name: /^Send again/ })).toHaveAttribute("aria-disabled", "true");
    await expectNoViolations();
  });
});

describe("other jobs", () => {
  async function open(provider: string, part: Parameters<typeof fieldDesk>[0] = {}, release = {}) {
    const desk = fieldDesk(part, release);
    vi.spyOn(commands.entities, "entityPage").mockRejectedValue({
      code: "notFound",
      message: "",
      detail: null,
      fields: [],
      outcome: null,
    });
    desk.resolve.mockResolvedValue(resolved({ state: "found", entity: { ...card, provider, subscription: "S1" } }));
    const { user } = openWindow("/field");
    await tile("Card");
    scan(CARD);
    await within(await tile("Card")).findByText(/^Found/);
    await user.click(screen.getByRole("button", { name: "Other jobs" }));
    return { ...desk, user, dialog: await screen.findByRole("dialog") };
  }

  it("never queue a PIN, and say why", async () => {
    const { dialog, user, sendInField } = await open("conax", { awaySince: 1 }, { network: "offline" });
    await expectNoViolations();
    for (const name of [/^Reset PIN/, /^Set PIN/]) {
      const button = within(dialog).getByRole("button", { name });
      expect(button).toHaveAttribute("aria-disabled", "true");
      expect(button).toHaveTextContent("Server not reached: a PIN is sent now or not at all");
      await user.click(button);
    }
    expect(within(dialog).getByRole("button", { name: /^Unpair/ })).toHaveTextContent(
      "Not possible for Conax: this API has no unpair call",
    );
    expect(sendInField).not.toHaveBeenCalled();
  });

  it("unpair only after the end of the card's number was typed", async () => {
    const { dialog, user, sendInField } = await open("nagravision");
    await user.click(within(dialog).getByRole("button", { name: /^Unpair/ }));
    const input = await screen.findByRole("textbox", { name: "Type the last 4 characters of the card" });
    await user.type(input, "0000{Enter}");
    expect(sendInField).not.toHaveBeenCalled();
    await user.clear(input);
    await user.type(input, `${CARD.slice(-4)}{Enter}`);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
    expect(sendInField.mock.lastCall?.[0].draft).toMatchObject({
      operation: "nagra.unpair",
      values: { smartcard_identifier: CARD },
    });
  });

  it("set a PIN with the subscription that is known", async () => {
    const { dialog, user, sendInField } = await open("conax");
    await user.click(within(dialog).getByRole("button", { name: /^Set PIN/ }));
    expect(await screen.findByRole("textbox", { name: "Subscription" })).toHaveValue("S1");
    await user.type(screen.getByLabelText("New PIN"), "12");
    await user.click(screen.getByRole("button", { name: "Set PIN" }));
    expect(sendInField).not.toHaveBeenCalled();
    await expectNoViolations();
    await user.type(screen.getByLabelText("New PIN"), "34");
    await user.click(screen.getByRole("button", { name: "Set PIN" }));
    await waitFor(() => expect(sendInField.mock.lastCall?.[0].draft.values).toMatchObject({ pin: "1234" }));
  });

  it("re-sync where the server's release has it, and say so where it has not", async () => {
    const unavailable = [{ operation: "provisioning.resync", from: "R11", until: null }];
    const { dialog } = await open("conax", {}, { unavailable });
    expect(within(dialog).getByRole("button", { name: /R11/ })).toHaveAttribute("aria-disabled", "true");
  });
});
