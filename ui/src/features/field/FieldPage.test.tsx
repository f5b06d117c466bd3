import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { detail, expectNoViolations, row, snapshot } from "../../test/desk";
import { BOX, box, CARD, card, enter, fieldDesk, job, pairing, preview, resolved, scan } from "../../test/field";
import { reloaded } from "../../test/reload";
import { openWindow } from "../../test/window";
import { openMillis } from "../scanner/rhythm";
import { chosenSystem, openedDecisions, sheetOpen } from "./fieldState";

const tile = (name: "Card" | "Box") => screen.findByRole("group", { name });
/** Between two keys of a person: none of them belongs to a scan. */
const PERSON_MILLIS = openMillis(snapshot.preferences.scanner) + 10;
const sendButton = (name: string | RegExp = /^Send pairing/) => screen.findByRole("button", { name });

afterEach(() => {
  chosenSystem.set(undefined);
  openedDecisions.set(new Set());
  sheetOpen.set(false);
});

describe("pairing", () => {
  it("asks for a card and a box, and sends nothing before both are there", async () => {
    const { sendInField } = fieldDesk();
    const { user } = openWindow("/field");
    expect(await sendButton()).toHaveAccessibleDescription("Scan the card and the box first");
    await enter(user);
    await user.click(await sendButton());
    await expectNoViolations();
    scan(CARD);
    expect(await within(await tile("Card")).findByText(/^Found: Conax card/)).toBeVisible();
    expect(await sendButton()).toHaveAccessibleDescription("Scan the box first");
    await enter(user);
    await expectNoViolations();
    expect(sendInField).not.toHaveBeenCalled();
  });

  it("is two scans in any order and one Enter, and a scan's own Enter sends nothing", async () => {
    const { sendInField } = fieldDesk();
    const { user } = openWindow("/field");
    await tile("Card");
    scan(BOX);
    expect(await within(await tile("Box")).findByText(BOX)).toBeVisible();
    scan(CARD);
    await waitFor(async () => expect(await sendButton()).toHaveFocus());
    expect(await screen.findByText("1906618840")).toBeVisible();
    await user.keyboard("7{Enter}");
    expect(sendInField, "the end of a scan that came in pieces").not.toHaveBeenCalled();
    await expectNoViolations();
    await enter(user);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
    expect(sendInField).toHaveBeenCalledWith(
      {
        key: expect.any(String),
        draft: {
          operation: "conax.create-pairing",
          values: { "smartcard_set.0.smartcard_ca_id": "1906618840", "stb_set.0.stb_ca_id": BOX },
        },
      },
      null,
    );
    expect(screen.getByRole("region", { name: "Pair a card and a box" }), "not on a disabled button").toHaveFocus();
    // Both hands are empty again: one more Enter has nothing to send.
    expect(await within(await tile("Card")).findByText("Scan the card")).toBeVisible();
    await enter(user);
    expect(sendInField).toHaveBeenCalledTimes(1);
  });

  it("takes typed numbers without a click, a box also where a card is missing", async () => {
    const { sendInField } = fieldDesk();
    const { user } = openWindow("/field");
    await tile("Card");
    const steps = screen.getByRole("list", { name: "Next steps" });
    expect(
      within(steps)
        .getByText(/Scan the card/)
        .closest("li"),
    ).toHaveAttribute("aria-current", "step");
    const person = user.setup({ delay: PERSON_MILLIS });
    await person.keyboard(BOX);
    expect(screen.getByRole("textbox", { name: "Number on the card" })).toHaveValue(BOX);
    await expectNoViolations();
    await user.keyboard("{Enter}");
    expect(await within(await tile("Box")).findByText(BOX)).toBeVisible();
    await user.keyboard("12{Escape}");
    expect(screen.queryByRole("textbox")).toBeNull();
    await person.keyboard(`${CARD}{Enter}`);
    await waitFor(async () => expect(await sendButton()).toHaveFocus());
    await enter(user);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
  });

  it("that is taken back during the hold is in hand again", async () => {
    fieldDesk();
    const undo = vi.spyOn(commands.outbox, "undo").mockResolvedValue({
      operation: "conax.create-pairing",
      values: { "smartcard_set.0.smartcard_ca_id": CARD, "stb_set.0.stb_ca_id": BOX },
    });
    const { user } = openWindow("/field");
    await tile("Card");
    scan(CARD);
    await within(await tile("Card")).findByText(CARD);
    scan(BOX);
    await waitFor(async () => expect(await sendButton()).toHaveFocus());
    await enter(user);
    const held = await screen.findByRole("region", { name: "Create pairing" });
    expect(within(held).getByRole("timer")).toHaveTextContent(/Sending in \d s/);
    expect(within(held).getByRole("button", { name: "Send now" })).toBeVisible();
    await expectNoViolations();
    await user.click(within(held).getByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledWith("sent");
    expect(await within(await tile("Box")).findByText(BOX)).toBeVisible();
  });

  it("is restored after a reload of the page, and sent under the same key", async () => {
    const { sendInField, request } = fieldDesk();
    sendInField.mockImplementationOnce(() => new Promise(() => undefined));
    const scanBoth = async (drawn: ReturnType<typeof openWindow>) => {
      await tile("Card");
      scan(BOX);
      expect(await within(await tile("Box")).findByText(BOX)).toBeVisible();
      scan(CARD);
      await waitFor(async () => expect(await sendButton()).toHaveFocus());
      await enter(drawn.user);
    };
    const first = openWindow("/field");
    await scanBoth(first);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
    reloaded(first);
    // Nobody knows yet whether it was taken.
    const second = openWindow("/field");
    expect(await within(await tile("Card")).findByText(CARD)).toBeVisible();
    expect(await within(await tile("Box")).findByText(BOX)).toBeVisible();
    await second.user.click(await sendButton());
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(2));
    expect(await within(await tile("Card")).findByText("Scan the card")).toBeVisible();

    sendInField.mockImplementationOnce(() => new Promise(() => undefined));
    await scanBoth(second);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(3));
    reloaded(second);
    // It was, before the page was back.
    request.mockImplementation(async (key) => detail(row({ key })));
    openWindow("/field");
    expect(await within(await tile("Card")).findByText("Scan the card")).toBeVisible();
    const [one, again, next] = sendInField.mock.calls.map(([{ key }]) => key);
    expect(again, "the same request").toBe(one);
    expect(next, "another one").not.toBe(one);
  });

  it("discards the scanned pair when the page is left", async () => {
    fieldDesk();
    const { router } = openWindow("/field");
    await tile("Card");
    scan(CARD);
    expect(await within(await tile("Card")).findByText(CARD)).toBeVisible();
    await act(() => router.navigate({ to: "/home" }));
    await act(() => router.navigate({ to: "/field" }));
    expect(await within(await tile("Card")).findByText("Scan the card")).toBeVisible();
  });

  it("waits for a look-up that Enter was quicker than, and is sent once", async () => {
    const { sendInField, resolve } = fieldDesk();
    let answer: () => void = () => undefined;
    resolve.mockImplementation(({ text }) =>
      text === CARD
        ? new Promise((done) => {
            answer = () => done(resolved({ state: "found", entity: { ...card, provider: "nagravision" } }));
          })
        : Promise.resolve(resolved({ state: "found", entity: { ...box, provider: null } })),
    );
    const { user } = openWindow("/field");
    await tile("Card");
    scan(CARD);
    await within(await tile("Card")).findByText(/Looking it up/);
    scan(BOX);
    await waitFor(async () => expect(await sendButton()).toHaveFocus());
    await enter(user);
    await user.keyboard("{Enter}");
    expect(sendInField).not.toHaveBeenCalled();
    act(() => answer());
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
    expect(sendInField.mock.lastCall?.[0].draft.operation).toBe("nagra.pair");
  });

  it("adds to the card's pairing unless the installer chooses to create one", async () => {
    const { previewPairing, sendInField } = fieldDesk();
    previewPairing.mockResolvedValue(
      preview({
        before: [pairing(["1906618840"], ["stb1"])],
        after: pairing(["1906618840"], ["stb1", BOX]),
        warnings: [{ what: "cardPaired", field: "", smartcard: "1906618840", setTopBoxes: ["stb1"] }],
      }),
    );
    const { user } = openWindow("/field");
    await tile("Card");
    scan(CARD);
    await within(await tile("Card")).findByText(CARD);
    scan(BOX);
    expect(await screen.findByRole("radio", { name: "Add to the card's pairing" })).toBeChecked();
    const after = screen.getByRole("region", { name: "After sending" });
    expect(within(after).getByText("Box, new")).toBeVisible();
    expect(within(after).queryByText("Card, new")).toBeNull();
    expect(screen.getByText("Card 1906618840 is paired with stb1, as far as we know.")).toBeVisible();
    await expectNoViolations();
    await user.click(screen.getByRole("radio", { name: "Only these two" }));
    await user.click(await sendButton());
    await waitFor(() => expect(sendInField.mock.lastCall?.[0].draft.operation).toBe("conax.create-pairing"));
  });

  it("asks for the CA system where no number determines it, also for typed numbers that are not found", async () => {
    const { sendInField } = fieldDesk();
    const { user } = openWindow("/field");
    await user.click(within(await tile("Card")).getByRole("button", { name: "Type the card's number" }));
    const dialog = await screen.findByRole("dialog");
    await user.type(within(dialog).getByRole("textbox", { name: "Number on the card" }), "0077");
    expect(await within(dialog).findByText(/^Not found/)).toBeVisible();
    await expectNoViolations();
    await enter(user);
    await within(await tile("Card")).findByText("0077");
    scan("stb00-0000-0009");
    const send = await sendButton();
    await waitFor(() => expect(send).toHaveAccessibleDescription("Choose the CA system first"));
    await user.click(screen.getByRole("radio", { name: "Nagravision" }));
    await user.click(send);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
    expect(sendInField.mock.lastCall?.[0].draft.values).toMatchObject({ smartcard_identifier: "0077" });
  });

  it("goes into the queue where there is no network, and says as which", async () => {
    const { sendInField } = fieldDesk({ waiting: 3, awaySince: Date.now() - 240_000 }, { network: "offline" });
    const { user } = openWindow("/field");
    await tile("Card");
    expect(await screen.findByRole("button", { name: /3 waiting for the server/ })).toHaveTextContent(
      /No signal since/,
    );
    scan(CARD);
    await within(await tile("Card")).findByText(CARD);
    scan(BOX);
    const queue = await sendButton(/^Add to outbox/);
    await waitFor(() => expect(queue).toHaveAccessibleDescription("Server not reached now, queued as number 4"));
    await expectNoViolations();
    await enter(user);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
  });
});

describe("a job", () => {
  const draft = { subscription: "S71842", smartcard: CARD, setTopBox: BOX, note: "Bedroom" };
  const jobs = [job({ id: "a", place: 1 }), job({ id: "b", place: 2, draft })];

  it("is in hand as expected, is sent by its button, and not by Enter alone", async () => {
    const { sendInField } = fieldDesk({ jobs });
    const { user } = openWindow("/field?job=b");
    expect(await screen.findByRole("heading", { name: "Job 2 of 2" })).toBeVisible();
    expect(await within(await tile("Card")).findByText(/^From the job, not scanned\. Found/)).toBeVisible();
    await enter(user);
    expect(sendInField).not.toHaveBeenCalled();
    expect(await sendButton()).toHaveFocus();
    await enter(user);
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
    const [sent, id] = sendInField.mock.lastCall ?? [];
    expect(id).toBe("b");
    expect(sent?.draft.values).toMatchObject({ subscription_identifier: "S71842" });
    // What the job expects was sent: it is not in hand a second time.
    expect(await within(await tile("Card")).findByText("Scan the card")).toBeVisible();
    await enter(user);
    expect(sendInField).toHaveBeenCalledTimes(1);
  });

  it("warns of a card that it does not expect, and sends it all the same", async () => {
    const { sendInField } = fieldDesk({ jobs });
    const { user } = openWindow("/field?job=b");
    await within(await tile("Box")).findByText(/^From the job/);
    scan("01900000001");
    expect(await screen.findByText(`Not what the job expects: ${CARD}`)).toBeVisible();
    await expectNoViolations();
    await user.click(await sendButton());
    await waitFor(() => expect(sendInField).toHaveBeenCalledTimes(1));
  });

  it("leaves no scanned number after sending, and offers the next pairing", async () => {
    const done = row({ key: "b", state: "pending", operation: "conax.create-pairing" });
    const { sendInField } = fieldDesk(
      { jobs: [job({ id: "b", place: 1, draft, row: done }), job({ id: "c", place: 2 })] },
      {},
      [done],
    );
    const { user, router } = openWindow("/field?job=b");
    expect(await within(await tile("Card")).findByText("Scan the card")).toBeVisible();
    await enter(user);
    expect(sendInField).not.toHaveBeenCalled();
    const sent = screen.getByRole("complementary", { name: "Last sent" });
    expect(screen.queryByText(/Scan the card, or type/)).toBeVisible();
    await user.click(within(sent).getByRole("link", { name: "Next job" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ job: "c" }));
  });

  it("is left with Esc one step at a time", async () => {
    fieldDesk({ jobs });
    const { user, router } = openWindow("/field?job=b");
    await tile("Card");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/field/jobs"));
    await screen.findByRole("heading", { name: "Jobs of the day" });
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/field"));
    expect(router.state.location.search).toEqual({});
  });
});
