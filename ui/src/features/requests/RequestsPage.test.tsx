import { act, fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type RequestRow } from "../../api/bindings";
import { refreshRequests } from "../../api/queries";
import { detail, expectNoViolations, fakeDesk, open, row, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";
import { requestedForm, requestedRetry } from "../retries/openRetryForm";

/** jsdom has no layout, and a virtual table renders the visible rows only. */
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  Element.prototype.scrollTo = vi.fn();
  requestedRetry.set(null);
});

const many: RequestRow[] = Array.from({ length: 250 }, (_, place) =>
  row({ key: `k${place}`, number: String(58_250 - place), state: place % 5 === 1 ? "rejected" : "completed" }),
);
const grid = () => screen.findByRole("grid", { name: "Requests" });
const rowNumbered = (number: string) => screen.findByRole("row", { name: new RegExp(number) });

describe("the table", () => {
  it("has the number of all rows, renders those in view, and has each state in words", async () => {
    fakeDesk({}, many);
    open("/requests");
    expect((await grid()).getAttribute("aria-rowcount")).toBe("251");
    const first = await rowNumbered("58250");
    expect(first.getAttribute("aria-rowindex"), "the head is the first row").toBe("2");
    within(first).getByText("Completed");
    expect(first, "its cells, without those that are empty").toHaveAccessibleName(/^Completed, 58250, [^–]*$/);
    expect(screen.getByRole("columnheader", { name: "Number" })).toBeVisible();
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
    const pane = await screen.findByRole("complementary", { name: /^Request 58249, / });
    expect(router.state.location.pathname).toBe("/requests/k1");
    await waitFor(() => expect(document.activeElement).toBe(pane));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests"));
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58249"));
  });

  it("keeps the focus on a jump to rows that are not read yet, and on the way back", async () => {
    fakeDesk({}, many);
    vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(many.length * 32 + 30);
    Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
      this.scrollTop = typeof to === "object" ? (to.top ?? 0) : 0;
      this.dispatchEvent(new Event("scroll"));
    };
    const { user } = open("/requests");
    (await rowNumbered("58250")).focus();
    await user.keyboard("{End}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58001"));
    await user.keyboard("{ArrowUp}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58002"));
    await user.keyboard("{Home}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58250"));
    await user.keyboard("{PageDown}");
    await waitFor(() => expect(document.activeElement?.getAttribute("role") ?? "tr").toBe("tr"));
    expect(document.activeElement?.textContent).not.toContain("58250");
  });

  it("narrows by state and text, keeps both in the address, and can be widened again", async () => {
    fakeDesk({}, many);
    const { user, router } = open("/requests");
    await user.click(await screen.findByRole("button", { name: "State" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: /Rejected 50/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ states: "rejected" }));
    expect(await screen.findByText("50 requests")).toBeTruthy();
    await user.keyboard("{Escape}");
    await user.type(screen.getByRole("textbox", { name: /Number, card/ }), "zzz");
    expect(await screen.findByText("No request matches these filters")).toBeTruthy();
    await waitFor(() => expect(router.state.location.search).toEqual({ states: "rejected", text: "zzz" }));
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("250 requests")).toBeTruthy();
    expect(document.activeElement, "its button is gone").toBe(screen.getByRole("textbox", { name: /Number, card/ }));
  });

  it("restores a view from its address, each filter with a button that removes it", async () => {
    const { requests } = fakeDesk({}, many);
    const { user, router } = open("/requests?states=rejected&user=operator&error=no&sort=number&text=58");
    await grid();
    expect(requests.mock.lastCall?.[0]).toMatchObject({
      filter: { states: ["rejected"], users: ["operator"], hasError: false, text: "58" },
      sort: "number",
      ascending: true,
    });
    expect(screen.getByRole("columnheader", { name: "Number" }).getAttribute("aria-sort")).toBe("ascending");
    await user.click(screen.getByRole("button", { name: "Remove the filter: User" }));
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ states: "rejected", error: "no", sort: "number", text: "58" }),
    );
    await user.click(screen.getByRole("button", { name: "Clear all" }));
    await waitFor(() => expect(router.state.location.search, "the order is no filter").toEqual({ sort: "number" }));
    await expectNoViolations();
  });

  it("adds a filter that is seldom used, with its menu open", async () => {
    fakeDesk({}, [row({ key: "k1", number: "1", unit: "Head office" }), row({ key: "k2", number: "2" })]);
    const { user, router } = open("/requests");
    await grid();
    await user.click(screen.getByRole("button", { name: "Filter" }));
    await user.click(await screen.findByRole("menuitem", { name: "Unit" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: /Head office 1/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ unit: "Head office" }));
  });

  it("sorts by its heads, and says by which one", async () => {
    const { requests } = fakeDesk({}, many);
    const { user, router } = open("/requests");
    await grid();
    const number = screen.getByRole("button", { name: "Number" });
    await user.click(number);
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: "number" }));
    number.focus();
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.search).toEqual({ sort: "-number" }));
    await waitFor(() => expect(requests.mock.lastCall?.[0]).toMatchObject({ sort: "number", ascending: false }));
    expect(document.activeElement, "the focus stays").toBe(screen.getByRole("button", { name: "Number" }));
  });

  it("asks at once for the first key, and for the last of those that follow", async () => {
    const { requests } = fakeDesk({}, many);
    const { user } = open("/requests");
    await grid();
    requests.mockClear();
    await user.type(screen.getByRole("textbox", { name: /Number, card/ }), "58017");
    expect(requests.mock.calls[0]?.[0].filter.text).toBe("5");
    await rowNumbered("58017");
    expect(requests.mock.lastCall?.[0].filter.text).toBe("58017");
  });

  it("explains itself while it is empty", async () => {
    fakeDesk();
    open("/requests");
    expect(await screen.findByText("No requests yet")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Choose a job" })).toBeTruthy();
  });
});

describe("the columns", () => {
  const heads = () => screen.getAllByRole("columnheader").flatMap((head) => head.textContent || []);

  it("move and are kept by the keyboard alone", async () => {
    const { savePreferences } = fakeDesk({}, many);
    const { user } = open("/requests");
    await grid();
    expect(heads().slice(0, 3)).toEqual(["State", "Number", "Job"]);
    within(await grid())
      .getByRole("button", { name: "State" })
      .focus();
    await user.keyboard("{ArrowRight}");
    expect(document.activeElement?.textContent).toBe("Number");
    await user.keyboard("{Alt>}{ArrowRight}{/Alt}");
    expect(heads().slice(0, 3)).toEqual(["State", "Job", "Number"]);
    expect(document.activeElement?.textContent, "the focus goes with it").toBe("Number");
    await waitFor(() => expect(savePreferences).toHaveBeenCalledTimes(1));
    expect(savePreferences.mock.lastCall?.[0].columns.slice(0, 3).map(({ column }) => column)).toEqual([
      "state",
      "requestType",
      "number",
    ]);
  });

  it("come and go, and come back as they were on the first day", async () => {
    fakeDesk({}, many);
    const { user } = open("/requests");
    await grid();
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("checkbox", { name: "Error" }));
    await user.click(screen.getByRole("checkbox", { name: "State" }));
    expect(heads()[0]).toBe("Number");
    expect(heads()).toContain("Error");
    await user.click(screen.getByRole("button", { name: "Reset columns" }));
    expect(heads()).toEqual(["State", "Number", "Job", "Card", "Subscr.", "Provider", "Created", "User"]);
    await expectNoViolations();
  });
});

describe("the way back", () => {
  it("leads to the row, with the selection", async () => {
    fakeDesk({}, many);
    const { user, router } = openWindow("/requests");
    const first = await rowNumbered("58250");
    await waitFor(() => expect(first, "the arrows work at once").toHaveFocus());
    await user.keyboard("{ArrowDown} {ArrowDown}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58248"));
    fireEvent.keyDown(document.body, { code: "F2", key: "F2" });
    await waitFor(() => expect(router.state.location.pathname).toBe("/operations/conax.create-pairing"));
    await waitFor(() => expect(document.activeElement?.closest("form")).not.toBeNull());
    await user.keyboard("{Alt>}{ArrowLeft}{/Alt}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests"));
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58248"));
    expect(screen.getByText("1 selected")).toBeTruthy();
  });
});

describe("the selection", () => {
  const selected = () =>
    screen.getAllByRole("row", { selected: true }).map((one) => one.textContent?.match(/58\d{3}/)?.[0]);

  it("grows and shrinks with Shift, takes all with Ctrl+A, and goes by Esc", async () => {
    fakeDesk({}, many);
    const { user } = open("/requests");
    (await rowNumbered("58250")).focus();
    await user.keyboard(" {Shift>}{ArrowDown}{ArrowDown}{ArrowUp}{/Shift}");
    await waitFor(() => expect(selected()).toEqual(["58250", "58249"]));
    expect(screen.getByText("2 selected")).toBeTruthy();
    await user.keyboard("{Control>}a{/Control}");
    expect(await screen.findByText("250 selected")).toBeTruthy();
    await user.keyboard("{ArrowDown} ");
    expect(await screen.findByText("249 selected")).toBeTruthy();
    await expectNoViolations();
    await user.keyboard("{Escape}");
    expect(screen.queryByText(/selected/)).toBeNull();
    expect(screen.getByText(/Rows 1 to/)).toBeTruthy();
  });

  it("reaches rows that were never on the screen", async () => {
    fakeDesk({}, many);
    const { user } = open("/requests");
    const first = await rowNumbered("58250");
    await user.click(within(first).getByRole("checkbox"));
    first.focus();
    await user.keyboard("{Shift>}{End}{/Shift}");
    expect(await screen.findByText("250 selected")).toBeTruthy();
  });

  it("is copied as a sheet takes it, in the order of the list", async () => {
    fakeDesk({}, [
      row({ key: "a", number: "0017", state: "rejected", user: "=1+1" }),
      row({ key: "b", number: "0016", state: "completed" }),
    ]);
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    const { user } = open("/requests");
    (await screen.findByRole("row", { name: /0016/ })).focus();
    await user.keyboard(" {ArrowUp} {Control>}c{/Control}");
    expect(await screen.findByText("2 rows copied")).toBeTruthy();
    const lines = copy.mock.calls[0]?.[0].split("\n") ?? [];
    expect(lines[0]).toBe("State\tNumber\tJob\tCard\tSubscr.\tProvider\tCreated\tUser");
    expect(lines[1], "zeros stay, and no cell is a formula").toBe(
      "Rejected\t0017\tReset PIN\t01900000001\tS100\tconax\t2026-02-26 14:05:00\t'=1+1",
    );
    expect(lines[2]).toMatch(/^Completed\t0016/);
  });

  it("is written to a file by its keys, with the columns that are shown", async () => {
    fakeDesk({}, many);
    const choose = vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "out.csv" });
    const write = vi.spyOn(commands.requests, "exportRequests").mockResolvedValue(null);
    const cause = { id: "c1", groups: ["g1"], title: "Card not known to Conax", open: 50 };
    const unnamed = { id: "c2", groups: ["g2"], title: null, open: 1 };
    vi.spyOn(commands.rejected, "rejectedCauses").mockResolvedValue([cause, unnamed]);
    const { user } = open("/requests?states=rejected");
    await user.click(within(await rowNumbered("58249")).getByRole("checkbox"));
    const bar = await screen.findByRole("region", { name: "Selection" });
    await user.click(within(bar).getByRole("button", { name: "Export" }));
    await user.click(await screen.findByRole("menuitem", { name: "CSV file" }));
    await waitFor(() => expect(write).toHaveBeenCalledTimes(1));
    expect(choose.mock.calls[0]?.[0]).toBe("requestsCsv");
    expect(write.mock.calls[0]?.[0], "its handle, and no path").toBe("h1");
    const file = write.mock.calls[0]?.[1];
    expect(file).toMatchObject({
      keys: ["k1"],
      format: "csv",
      sort: "created",
      ascending: false,
    });
    expect(file?.columns[0]).toEqual({ column: "state", heading: "State" });
    expect(file?.stateWords).toMatchObject({ notSent: "Not sent", rejected: "Rejected" });
    expect(file?.causeWords, "the plain words of each cause").toEqual({ g1: "Card not known to Conax" });
    expect(file?.filter.states).toEqual(["rejected"]);
  });

  it("is retried as far as it is rejected, whoever sent it", async () => {
    fakeDesk(
      {},
      many.map((one) => ({ ...one, mine: false, group: one.state === "rejected" ? "g1" : null })),
    );
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    const { user } = openWindow("/requests");
    await user.click(within(await rowNumbered("58250")).getByRole("checkbox"));
    const bar = await screen.findByRole("region", { name: "Selection" });
    await user.click(within(bar).getByRole("button", { name: "Retry…" }));
    expect(await screen.findByText("None of the selected requests is rejected.")).toBeVisible();
    expect(plan).not.toHaveBeenCalled();
    await user.click(within(await rowNumbered("58249")).getByRole("checkbox"));
    await user.click(within(bar).getByRole("button", { name: "Retry…" }));
    await screen.findByRole("dialog", { name: /1 rejected request/ });
    expect(plan.mock.calls[0]?.[1]).toMatchObject({ all: false, keys: ["k1"], view: { groups: ["g1"] } });
  });

  it("goes with the filters that showed it, and stays when the list is read again", async () => {
    fakeDesk({}, many);
    const { user } = open("/requests");
    await user.click(within(await rowNumbered("58249")).getByRole("checkbox"));
    await act(() => refreshRequests().then(() => undefined));
    expect(screen.getByText("1 selected")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: /Number, card/ }), "581");
    await waitFor(() => expect(screen.queryByText("1 selected")).toBeNull());
  });
});

describe("views by name", () => {
  it("are chosen, kept, replaced and taken away", async () => {
    const { savePreferences } = fakeDesk(
      { preferences: { ...snapshot.preferences, views: [{ name: "Mine", search: "mine=true", columns: null }] } },
      many,
    );
    const { user, router } = open("/requests");
    await user.click(await screen.findByRole("button", { name: "View: All requests" }));
    await user.click(await screen.findByRole("menuitem", { name: "Rejected, last 7 days" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ states: "rejected", made: "7d" }));
    await user.click(screen.getByRole("button", { name: "View: Rejected, last 7 days" }));
    await user.click(await screen.findByRole("menuitem", { name: /Save or manage/ }));
    const dialog = await screen.findByRole("dialog", { name: "Save this view" });
    await user.type(within(dialog).getByRole("textbox", { name: /View name/ }), "Mine");
    expect(within(dialog).getByText("“Mine” is replaced by this view.")).toBeTruthy();
    await expectNoViolations();
    await user.click(within(dialog).getByRole("button", { name: "Replace" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const saved = savePreferences.mock.lastCall?.[0].views;
    expect(saved).toMatchObject([{ name: "Mine", search: "states=rejected&made=7d" }]);
    expect(saved?.[0]?.columns?.[0]).toEqual({ column: "state", shown: true, width: null });
  });

  it("bring the columns that were saved with them, and leave those of an earlier version as they are", async () => {
    const columns = [{ column: "number" as const, shown: true, width: 222 }];
    const views = [
      { name: "Narrow", search: "text=58", columns },
      { name: "Old", search: "text=582", columns: null },
    ];
    fakeDesk({ preferences: { ...snapshot.preferences, views } }, many);
    const { user } = open("/requests");
    const heads = () => screen.getAllByRole("columnheader").flatMap((head) => head.textContent || []);
    await user.click(await screen.findByRole("button", { name: "View: All requests" }));
    expect(heads()).toContain("State");
    await user.click(await screen.findByRole("menuitem", { name: "Narrow" }));
    await waitFor(() => expect(heads()).toEqual(["Number"]));
    await user.click(screen.getByRole("button", { name: "View: Narrow" }));
    await user.click(await screen.findByRole("menuitem", { name: "Old" }));
    await screen.findByRole("button", { name: "View: Old" });
    expect(heads()).toEqual(["Number"]);
  });
});

describe("the pane", () => {
  it("shows a rejected request: its reason, its values, and the way to a new one", async () => {
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
        timeline: [{ at: Date.UTC(2026, 1, 26, 12, 5), step: "rejected", detail: "CLIENT_NOT_FOUND", by: null }],
        raw: { life_cycle_state: "REJECTED" },
        draft: { operation: "conax.reset-pin", values: { smartcard_identifier: "01900000001" } },
      }),
    );
    const { user, router } = open("/requests/k9");
    const pane = await screen.findByRole("complementary", { name: /^Request 58226, / });
    expect(await within(pane).findByText("Card 01900000001 is not known")).toBeTruthy();
    expect(within(pane).getByText("smartcard_ca_id")).toBeTruthy();
    expect(within(pane).getByRole("region", { name: "Request" }).textContent).toContain("  <b>01900000001</b>");
    expect(within(pane).getByRole("region", { name: "Response" }).textContent).toContain('"fault": "CLIENT_NOT_FOUND"');
    expect(within(pane).getByText("Rejected by the CA system")).toBeTruthy();
    expect(within(pane).getByText(/makes a new request/)).toBeTruthy();
    await expectNoViolations();
    await user.click(within(pane).getByRole("button", { name: "Edit and send as new…" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/operations/conax.reset-pin"));
    await waitFor(() =>
      expect(document.querySelector<HTMLInputElement>("[name=smartcard_identifier]")?.value).toBe("01900000001"),
    );
  });

  it("says the cause in plain words, and retries a request that another desk sent", async () => {
    const rejected = row({
      key: "server-7",
      number: "58226",
      mine: false,
      state: "rejected",
      group: "g2",
      errorCode: "AxisFault",
      errorText: "txt_session_expired",
    });
    fakeDesk({}, [rejected]);
    const cause = { id: "c1", groups: ["g1", "g2"], title: "Conax logged CRM.COM out", open: 110 };
    vi.spyOn(commands.rejected, "rejectedCauses").mockResolvedValue([cause]);
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    const { user, router } = openWindow("/requests/server-7");
    const pane = await screen.findByRole("complementary", { name: /^Request 58226, / });
    expect(await within(pane).findByText("Conax logged CRM.COM out")).toBeVisible();
    expect(within(pane).getByText("txt_session_expired"), "its own words stay").toBeVisible();
    await user.click(within(pane).getByRole("button", { name: "Retry with changes" }));
    expect(requestedForm.get()).toEqual({ key: "server-7", resync: false });
    act(() => requestedForm.set(null));
    await user.click(within(pane).getByRole("button", { name: "Retry…" }));
    const dialog = await screen.findByRole("dialog");
    expect(plan.mock.calls[0]?.[1]).toMatchObject({ all: false, keys: ["server-7"], view: { groups: ["g2"] } });
    await user.click(within(dialog).getAllByRole("button", { name: "Close" })[0] as HTMLElement);
    await user.click(within(pane).getByRole("link", { name: "110 open with this cause" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/rejected"));
    expect(router.state.location.search).toEqual({ group: "c1" });
  });

  it("cancels one that has not left", async () => {
    const queued = row({ key: "k4", state: "queued", waitsFor: "network" });
    const { cancel } = fakeDesk({}, [queued]);
    cancel.mockResolvedValue({ operation: "conax.reset-pin", values: {} });
    const { user } = open("/requests/k4");
    expect(await screen.findByText("Waits until the server can be reached")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel request" }));
    expect(cancel).toHaveBeenCalledWith("k4");
  });

  it("says that an old state cannot be queried again", async () => {
    fakeDesk({}, [row({ key: "k5", number: "58001", unwatched: true })]);
    open("/requests/k5");
    expect(await screen.findByText("This state may be old.")).toBeTruthy();
  });

  it("promises no outcome for an operation that CRM.COM lists no request of", async () => {
    fakeDesk({}, [
      row({ key: "k6", operation: "provisioning.resync", provider: "provisioning", number: null, unwatched: true }),
    ]);
    open("/requests/k6");
    expect(await screen.findByText("CRM.COM accepted it and reports no further.")).toBeTruthy();
    expect(screen.queryByText("This state may be old.")).toBeNull();
    expect(screen.queryByText("Waits for the processing run")).toBeNull();
  });
});
