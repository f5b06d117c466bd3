import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { RequestRow } from "../host/bindings";
import { detail, expectNoViolations, fakeDesk, open, row } from "../test/desk";

/** jsdom has no layout, and a virtual table draws what fits. */
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  Element.prototype.scrollTo = vi.fn();
});

const many: RequestRow[] = Array.from({ length: 250 }, (_, place) =>
  row({ key: `k${place}`, number: String(58_250 - place), state: place % 5 === 1 ? "rejected" : "completed" }),
);
const grid = () => screen.findByRole("grid", { name: "Requests" });
const rowNumbered = (number: string) => screen.findByRole("row", { name: new RegExp(number) });

describe("the table", () => {
  it("tells how long it is, draws what fits, and says each state in words", async () => {
    fakeDesk({}, many);
    open("/requests");
    expect((await grid()).getAttribute("aria-rowcount")).toBe("251");
    const first = await rowNumbered("58250");
    expect(first.getAttribute("aria-rowindex"), "the head is the first row").toBe("2");
    within(first).getByText("Completed");
    within(await rowNumbered("58249")).getByText("Rejected");
    expect(screen.getAllByRole("row").length).toBeLessThan(60);
    await expectNoViolations();
  });

  it("moves by the arrows, opens by Enter and gives the focus back by Esc", async () => {
    fakeDesk({}, many);
    const { user, router } = open("/requests");
    const first = await rowNumbered("58250");
    first.focus();
    await user.keyboard("{ArrowDown}{ArrowDown}{ArrowUp}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58249"));
    await user.keyboard("{Enter}");
    const pane = await screen.findByRole("complementary", { name: "Request 58249" });
    expect(router.state.location.pathname).toBe("/requests/k1");
    await waitFor(() => expect(document.activeElement).toBe(pane));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests"));
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58249"));
  });

  it("narrows by state and text, keeps both in the address, and can be widened again", async () => {
    fakeDesk({}, many);
    const { user, router } = open("/requests");
    await user.click(await screen.findByRole("button", { name: "Rejected 50", pressed: false }));
    await waitFor(() => expect(router.state.location.search).toEqual({ states: "rejected" }));
    expect(await screen.findByText("50 requests")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: /Number, card/ }), "zzz");
    expect(await screen.findByText("No request matches these filters")).toBeTruthy();
    expect(router.state.location.search).toEqual({ states: "rejected", text: "zzz" });
    await user.click(screen.getByRole("button", { name: "Remove the filters" }));
    expect(await screen.findByText("250 requests")).toBeTruthy();
  });

  it("teaches while there is nothing in it", async () => {
    fakeDesk();
    open("/requests");
    expect(await screen.findByText("No requests yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Choose a job" })).toBeTruthy();
  });
});

describe("the pane", () => {
  it("shows a rejected request: why, with what, and the way to a new one", async () => {
    const rejected = row({
      key: "k9",
      number: "58226",
      state: "rejected",
      errorCode: "CLIENT_NOT_FOUND",
      errorText: "Card 01900000001 is not known",
    });
    const desk = fakeDesk({}, [rejected]);
    desk.request.mockResolvedValue(
      detail(rejected, {
        parameters: [{ name: "smartcard_ca_id", value: "01900000001" }],
        request: "<a><b>01900000001</b></a>",
        response: '{"fault":"CLIENT_NOT_FOUND"}',
        errorDescription: "soapenv:Server\nCard 01900000001 is not known\nat Gateway.java:42",
        timeline: [{ at: Date.UTC(2026, 1, 26, 12, 5), step: "rejected", detail: "CLIENT_NOT_FOUND" }],
        raw: { life_cycle_state: "REJECTED" },
        draft: { operation: "conax.reset-pin", values: { smartcard_identifier: "01900000001" } },
      }),
    );
    const { user, router } = open("/requests/k9");
    const pane = await screen.findByRole("complementary", { name: "Request 58226" });
    expect(await within(pane).findByText("Card 01900000001 is not known")).toBeTruthy();
    expect(within(pane).getByText("smartcard_ca_id")).toBeTruthy();
    expect(within(pane).getByRole("region", { name: "Request" }).textContent).toContain("  <b>01900000001</b>");
    expect(within(pane).getByRole("region", { name: "Response" }).textContent).toContain('"fault": "CLIENT_NOT_FOUND"');
    expect(within(pane).getByText("Rejected by the CA system")).toBeTruthy();
    expect(within(pane).getByText(/makes a new request/)).toBeTruthy();
    await expectNoViolations();
    await user.click(within(pane).getByRole("button", { name: "Open as new form" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/operations/conax.reset-pin"));
    await waitFor(() =>
      expect(document.querySelector<HTMLInputElement>("[name=smartcard_identifier]")?.value).toBe("01900000001"),
    );
  });

  it("never offers to send an unknown one again by itself", async () => {
    const unknown = row({ key: "k3", state: "unknown" });
    fakeDesk({}, [unknown]);
    open("/requests/k3");
    expect(await screen.findByText(/never sends it again by itself/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: /again|retry|send now/i })).toBeNull();
  });

  it("cancels one that has not left", async () => {
    const queued = row({ key: "k4", state: "queued", waitsFor: "network" });
    const { cancel } = fakeDesk({}, [queued]);
    cancel.mockResolvedValue({ operation: "conax.reset-pin", values: {} });
    const { user } = open("/requests/k4");
    expect(await screen.findByText("Waits for the network")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel request" }));
    expect(cancel).toHaveBeenCalledWith("k4");
  });

  it("says that an old state cannot be asked for anew", async () => {
    fakeDesk({}, [row({ key: "k5", number: "58001", unwatched: true })]);
    open("/requests/k5");
    expect(await screen.findByText("This state may be old.")).toBeTruthy();
  });
});
