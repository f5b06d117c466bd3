import { notifications } from "@mantine/notifications";
import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type RejectedGroup, type RejectedRow } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { caIdMapping } from "../../test/batches";
import { detail, expectNoViolations, fakeDesk, open, row } from "../../test/desk";
import { alone, fakeRejected, group, rejectedRow } from "../../test/rejected";
import { emit, openWindow } from "../../test/window";
import { requestedForm, requestedRetry } from "../retries/openRetryForm";

/** jsdom has no layout, and a virtual list renders the visible rows only. */
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  Element.prototype.scrollTo = vi.fn();
  requestedForm.set(null);
  requestedRetry.set(null);
  notifications.clean();
});

const groups: RejectedGroup[] = [
  group("unknown-card", {
    knowledge: {
      title: "Card not known to Conax",
      cause: "Conax has no card with this CA id.",
      owner: "stock",
      nextStep: "Correct the card in CRM.COM",
      advice: "afterFix",
      source: "written",
      at: 0,
      by: "ines",
    },
    helped: {
      retried: 37,
      completed: 35,
      sameError: 2,
      otherError: 0,
      open: 0,
      plain: 43,
      plainCompleted: 41,
      plainMinutes: 12,
    },
    fresh: 3,
    trend: [0, 0, 0, 1, 0, 2, 1, 3, 4, 6, 6, 7],
  }),
  group("validation", { errorCode: "INPUT_VALIDATION_ERROR", line: "A digit is missing" }),
];
const rows = (): RejectedRow[] => [
  ...Array.from({ length: 250 }, (_, place) =>
    rejectedRow(`k${place}`, { row: { number: String(58_250 - place), smartcard: `0190657${4000 + place}` } }),
  ),
  rejectedRow("v1", { row: { group: "validation", number: "41001" } }),
];
const cause = (name: RegExp) => screen.findByRole("option", { name });
const rowNumbered = (number: string) => screen.findByRole("row", { name: new RegExp(number) });
const start = (path = "/rejected", given = rows()) => {
  fakeDesk(
    {},
    given.map((one) => one.row),
  );
  return { ...fakeRejected(groups, given), ...open(path) };
};

describe("the causes", () => {
  it("show count, knowledge, next step and trend in words", async () => {
    start();
    const first = await cause(/Card not known to Conax/);
    for (const words of ["250", "CLIENT_NOT_FOUND", "After fix", "3 new", /growing/]) within(first).getByText(words);
    within(await cause(/A digit is missing/)).getByText("No advice yet");
    const middle = await screen.findByRole("region", { name: "Card not known to Conax" });
    within(middle).getByText("Conax has no card with this CA id.");
    within(middle).getByText("Stock team");
    within(middle).getByText("local advice");
    within(middle).getByText("37 retried");
    within(middle).getByText("35 completed");
    within(middle).getByText("2 rejected again with the same error");
    within(middle).getByText("Cleared by a plain retry in 41 of 43 cases, median 12 min later.");
    await rowNumbered("58250");
    await expectNoViolations();
  });

  it("are walked by the arrows, and Enter goes on to the requests", async () => {
    const { user, router } = start();
    await cause(/Card not known/);
    screen.getByRole("listbox", { name: "Causes" }).focus();
    await user.keyboard("{ArrowDown}");
    await screen.findByRole("region", { name: "A digit is missing" });
    expect((await cause(/A digit is missing/)).getAttribute("aria-selected")).toBe("true");
    const list = screen.getByRole("listbox", { name: "Causes" });
    expect(document.getElementById(list.getAttribute("aria-activedescendant") ?? "")?.textContent).toContain("A digit");
    await waitFor(() => expect(router.state.location.search).toEqual({ group: "validation" }));
    await rowNumbered("41001");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("41001"));
  });

  it("stay chosen when the list sorts itself anew", async () => {
    const { rejected, router } = start();
    await screen.findByRole("region", { name: "Card not known to Conax" });
    await waitFor(() => expect(router.state.location.search).toEqual({ group: "unknown-card" }));
    const page = await rejected.mock.results[0]?.value;
    rejected.mockResolvedValue({ ...page, groups: [...page.groups].reverse() });
    await act(() => queryClient.invalidateQueries({ queryKey: ["rejected"] }));
    await waitFor(() => expect(screen.getAllByRole("option")[0]?.textContent).toContain("A digit is missing"));
    expect(screen.getByRole("region", { name: "Card not known to Conax" })).toBeVisible();
  });

  it("count as seen only after the user stays on them", async () => {
    const { lookAtGroups } = start();
    await cause(/Card not known/);
    expect(lookAtGroups).not.toHaveBeenCalled();
    await waitFor(() => expect(lookAtGroups).toHaveBeenCalledWith(["unknown-card"]));
  });

  it("restore a view from its address", async () => {
    const { rejected, router, user } = start("/rejected?group=validation&period=7d&unassigned=true&sort=growing");
    await screen.findByRole("region", { name: "A digit is missing" });
    expect(rejected.mock.lastCall?.[0]).toMatchObject({ assignee: "", sort: "growing", show: "open" });
    expect(rejected.mock.lastCall?.[0].from).toBeGreaterThan(0);
    await user.click(screen.getByRole("button", { name: "Order: Growing" }));
    await user.click(await screen.findByRole("menuitemradio", { name: "Biggest" }));
    await waitFor(() =>
      expect(router.state.location.search).toEqual({ group: "validation", period: "7d", unassigned: "true" }),
    );
    await user.click(screen.getByRole("button", { name: "Clear all" }));
    // The first cause is chosen at once.
    await waitFor(() => expect(router.state.location.search).toEqual({ group: "unknown-card" }));
  });

  it("explain themselves while there are none, and while none is found", async () => {
    const { user } = start("/rejected", []);
    expect(await screen.findByText("No rejected request is open")).toBeTruthy();
    await user.type(screen.getByRole("textbox", { name: /Number, card/ }), "zzz");
    expect(await screen.findByText("No rejected request matches these filters")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Clear filters" }));
    expect(await screen.findByText("No rejected request is open")).toBeTruthy();
    expect(document.activeElement, "its button is gone").toBe(screen.getByRole("textbox", { name: /Number, card/ }));
    await user.click(screen.getByRole("radio", { name: "Snoozed" }));
    expect(await screen.findByText("No request is snoozed")).toBeTruthy();
  });
});

describe("a cause of several jobs", () => {
  const title = "Conax logged CRM.COM out";
  const knowledge = { ...group("").knowledge, title, source: "seeded" as const, advice: "yes" as const };
  const job = (id: string, requestType: string) => group(id, { requestType, errorCode: "AxisFault", knowledge });
  const outage = group("out", {
    groups: ["out-add", "out-pair"],
    parts: [job("out-pair", "CREATE_PAIRING"), job("out-add", "ADD_SUBSCRIPTIONS")],
    requestType: null,
    errorCode: "AxisFault",
    knowledge,
    over: { since: Date.UTC(2026, 1, 26, 3, 41), completed: 3 },
  });
  const failed = () => [
    rejectedRow("p1", { row: { group: "out-pair", number: "70001" } }),
    rejectedRow("p2", { row: { group: "out-pair", number: "70002" } }),
    rejectedRow("a1", { row: { group: "out-add", number: "70003" } }),
  ];
  const startOutage = (path = "/rejected") => {
    const given = failed();
    fakeDesk(
      {},
      given.map((one) => one.row),
    );
    return { ...fakeRejected([outage, ...groups], [...given, ...rows()]), ...openWindow(path) };
  };

  it("is one entry, and can be narrowed to one of its jobs and widened again", async () => {
    const { user, router, rejectedRequests } = startOutage("/rejected?group=out-add");
    const entry = await cause(/Conax logged CRM.COM out/);
    expect(entry.getAttribute("aria-selected"), "a link to a group of it opens it").toBe("true");
    within(entry).getByText("Conax · 2 jobs");
    within(entry).getByText("3");
    const jobs = await screen.findByRole("group", { name: "Jobs of this cause" });
    await user.click(within(jobs).getByRole("button", { name: "Create pairing 2" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ group: "out", job: "out-pair" }));
    expect(await screen.findByRole("button", { name: /Retry all 2/ })).toBeVisible();
    const read = (ids: string[]) =>
      rejectedRequests.mock.calls.filter(([{ groups }]) => `${groups}` === `${ids}`).length;
    expect(read(["out-pair"])).toBeGreaterThan(0);
    await expectNoViolations();
    await user.click(within(jobs).getByRole("button", { name: "All jobs 3" }));
    expect(await screen.findByRole("button", { name: /Retry all 3/ })).toBeVisible();
    expect(read(["out-add", "out-pair"])).toBeGreaterThan(0);
  });

  it("says since when newer requests go through", async () => {
    startOutage("/rejected?group=out");
    within(await cause(/Conax logged CRM.COM out/)).getByText(/over since 26 Feb/);
    const middle = await screen.findByRole("region", { name: title });
    expect(within(middle).getByText(/3 newer requests of the same jobs were completed/)).toBeVisible();
  });

  it("is explained for all of its jobs at once", async () => {
    const { user } = startOutage("/rejected?group=out&job=out-add");
    const save = vi.spyOn(commands.rejected, "saveKnowledge").mockResolvedValue(knowledge);
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    await user.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Save" }));
    expect(save.mock.lastCall?.[0]).toEqual(["out-add", "out-pair"]);
  });

  it("retries the request with the focus by Ctrl+Enter while none is selected", async () => {
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    const { user } = startOutage("/rejected?group=out");
    const list = await screen.findByRole("listbox", { name: "Causes" });
    await screen.findByRole("row", { name: /70001/ });
    await waitFor(() => expect(list).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-rowindex")).toBe("2"));
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("dialog", { name: /^Retry: 7000/ })).toBeTruthy();
    expect(plan.mock.lastCall?.[1]).toMatchObject({ all: false, keys: [expect.any(String)] });
  });

  it("goes on to the requests by an Enter that came before they were read", async () => {
    const { user, rejectedRequests } = startOutage("/rejected?group=out");
    const read = rejectedRequests.getMockImplementation();
    let answer: () => void = () => undefined;
    const waiting = new Promise<void>((resolve) => {
      answer = resolve;
    });
    rejectedRequests.mockImplementation(async (...asked) => {
      await waiting;
      return (await read?.(...asked)) ?? { rows: [], total: 0 };
    });
    const list = await screen.findByRole("listbox", { name: "Causes" });
    await waitFor(() => expect(list).toHaveFocus());
    await user.keyboard("{Enter}");
    expect(list).toHaveFocus();
    await act(async () => answer());
    await waitFor(() => expect(document.activeElement?.getAttribute("aria-rowindex")).toBe("2"));
  });

  it("retries all of a cause by Ctrl+Enter before its rows are read", async () => {
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    const { user, rejectedRequests } = startOutage("/rejected?group=out");
    rejectedRequests.mockReturnValue(new Promise(() => undefined));
    const list = await screen.findByRole("listbox", { name: "Causes" });
    await waitFor(() => expect(list).toHaveFocus());
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByRole("dialog", { name: /^Retry/ });
    expect(plan.mock.lastCall?.[1]).toMatchObject({ all: true, keys: [] });
  });

  it("keeps actions on the open request apart from those on all", async () => {
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    const { mark, user } = startOutage("/rejected/p1?group=out");
    const pane = await screen.findByRole("complementary", { name: /^Request 70001, / });
    const own = await within(pane).findByRole("toolbar", { name: "Actions on this request" });
    await user.click(await within(own).findByRole("button", { name: "Assign" }));
    await user.click(within(await screen.findByRole("dialog", { name: "Assign" })).getByRole("button", { name: /Me/ }));
    await waitFor(() => expect(mark.mock.lastCall?.[0]).toMatchObject({ all: false, keys: ["p1"] }));
    const all = screen.getByRole("toolbar", { name: "Actions on all 3 requests" });
    within(all).getByText("All 3:");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await user.click(within(all).getByRole("button", { name: "Assign" }));
    within(await screen.findByRole("dialog", { name: "Assign" })).getByText("Assign 3 requests");
    await user.keyboard("{Escape}");
    await user.click(within(own).getByRole("button", { name: "Retry…" }));
    await screen.findByRole("dialog", { name: /70001/ });
    expect(plan.mock.lastCall?.[1]).toMatchObject({ all: false, keys: ["p1"] });
  });
});

describe("the window", () => {
  it("gives the focus to the causes at once, and takes Ctrl+Enter after a click on a checkbox", async () => {
    fakeDesk();
    fakeRejected(groups, rows());
    const { user } = openWindow("/rejected");
    const list = await screen.findByRole("listbox", { name: "Causes" });
    await waitFor(() => expect(list).toHaveFocus());
    await user.click(within(await rowNumbered("58250")).getByRole("checkbox"));
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByRole("dialog", { name: /Card not known to Conax/ })).toBeVisible();
  });

  it("opens the page by Alt+3, shows the number of open ones, and reads again after an event of the desk", async () => {
    fakeDesk();
    const given = rows();
    fakeRejected(groups, given);
    const { user } = openWindow("/home");
    const link = await screen.findByRole("link", { name: /^Rejected/ });
    expect(await within(link).findByText(/251/)).toBeTruthy();
    await user.keyboard("{Alt>}3{/Alt}");
    await cause(/Card not known to Conax/);
    given.push(rejectedRow("new", { row: { group: "validation", number: "41002" } }));
    await emit({ kind: "rejected" });
    expect(await within(link).findByText(/252/)).toBeTruthy();
    within(await cause(/A digit is missing/)).getByText("2");
  });
});

describe("triage", () => {
  it("apply to the selected rows, and the toast's Undo takes them back", async () => {
    fakeDesk();
    const desk = fakeRejected(groups, rows());
    const { user } = openWindow("/rejected");
    (await rowNumbered("58249")).focus();
    await user.keyboard(" {Shift>}{ArrowDown}{/Shift}");
    expect(await screen.findByText("2 of 250 selected")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Dismiss…" }));
    const form = await screen.findByRole("dialog", { name: "Dismiss…" });
    await user.click(within(form).getByRole("button", { name: "Dismiss" }));
    expect(within(form).getByText(/Enter the reason/), "nothing is dismissed without one").toBeTruthy();
    expect(desk.mark).not.toHaveBeenCalled();
    await user.type(within(form).getByRole("textbox"), "The customer has left");
    await user.click(within(form).getByRole("button", { name: "Dismiss" }));
    expect(desk.mark.mock.lastCall?.[0]).toMatchObject({ all: false, keys: ["k1", "k2"] });
    expect(desk.mark.mock.lastCall?.[1]).toEqual({ mark: "dismiss", reason: "The customer has left" });
    expect(await screen.findByText("2 requests dismissed")).toBeTruthy();
    expect(await screen.findByRole("radio", { name: "Dismissed 2" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(await screen.findByRole("radio", { name: "Dismissed" })).toBeTruthy();
    expect(desk.mark.mock.lastCall?.[1]).toEqual({ mark: "reopen" });
  });

  it("are undone by Ctrl+Z one after the other, the newest first, until the page is left", async () => {
    fakeDesk();
    const desk = fakeRejected(groups, rows());
    const { user, router } = openWindow("/rejected");
    await user.click(within(await rowNumbered("58250")).getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Assign" }));
    await user.click(await screen.findByRole("button", { name: "Me (operator)" }));
    expect(await screen.findByText("1 request assigned to operator")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Note" }));
    const note = await screen.findByRole("dialog", { name: "Note" });
    await user.type(within(note).getByRole("textbox"), "Asked the stock team");
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    expect(desk.mark, "in a field with text the key undoes typing").toHaveBeenCalledTimes(1);
    await user.click(within(note).getByRole("button", { name: "Save note" }));
    await waitFor(() => expect(desk.mark).toHaveBeenCalledTimes(2));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

    await user.keyboard("{Control>}[KeyZ]{/Control}");
    await waitFor(() => expect(desk.mark.mock.lastCall?.[1]).toEqual({ mark: "note", text: null }));
    expect(await screen.findByText("Undone: Note saved on 1 request")).toBeVisible();
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    await waitFor(() => expect(desk.mark.mock.lastCall?.[1]).toEqual({ mark: "assign", to: null }));
    expect(await screen.findByText("Undone: 1 request assigned to operator")).toBeVisible();
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    expect(desk.mark, "nothing is left").toHaveBeenCalledTimes(4);

    await user.click(screen.getByRole("button", { name: "Assign" }));
    await user.click(await screen.findByRole("button", { name: "Unassigned" }));
    await waitFor(() => expect(desk.mark).toHaveBeenCalledTimes(5));
    await act(() => router.navigate({ to: "/settings" }));
    await screen.findByRole("heading", { level: 1, name: "Settings" });
    await user.keyboard("{Control>}[KeyZ]{/Control}");
    expect(desk.mark, "out of sight").toHaveBeenCalledTimes(5);
  });

  it("are for all of the group while nothing is selected, and can be found and opened again", async () => {
    const { mark, user } = start();
    await rowNumbered("58250");
    await user.click(screen.getByRole("button", { name: "Snooze" }));
    const form = await screen.findByRole("dialog", { name: "Snooze" });
    within(form).getByText("Snooze 250 requests until");
    await user.click(within(form).getByRole("button", { name: /Tomorrow morning/ }));
    await waitFor(() => expect(mark.mock.lastCall?.[0].keys).toHaveLength(250));
    await user.click(await screen.findByRole("radio", { name: "Snoozed 250" }));
    await rowNumbered("58250");
    await user.click(screen.getByRole("button", { name: "Reopen" }));
    await waitFor(() => expect(screen.getByRole("radio", { name: "Snoozed" })).toBeTruthy());
  });

  it("assign to a colleague by name, and to oneself by one button", async () => {
    const given = rows();
    const { mark, user } = start("/rejected", given);
    await user.click(within(await rowNumbered("58250")).getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Assign" }));
    const form = await screen.findByRole("dialog", { name: "Assign" });
    await user.click(within(form).getByRole("button", { name: "Me (operator)" }));
    await waitFor(() => expect(mark.mock.lastCall?.[1]).toEqual({ mark: "assign", to: "operator" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const assigned = () => document.querySelector("tr[aria-rowindex='2'] td[data-column='assigned']");
    await waitFor(() => expect(assigned()).toHaveTextContent("operator"));
    await user.click(screen.getByRole("button", { name: "Assign" }));
    await user.type(within(await screen.findByRole("dialog")).getByRole("textbox", { name: "Name" }), "Ruth{Enter}");
    await waitFor(() => expect(mark.mock.lastCall?.[1]).toEqual({ mark: "assign", to: "Ruth" }));
  });
});

describe("retries", () => {
  it("select all matches by Ctrl+A and Ctrl+Enter, except while a field has the focus", async () => {
    const plan = vi
      .spyOn(commands.retries, "planRetries")
      .mockRejectedValue({ code: "internal", message: "", fields: [] });
    fakeDesk();
    fakeRejected(groups, rows());
    const { user } = openWindow("/rejected");
    (await rowNumbered("58250")).focus();
    await user.keyboard("{Control>}a{/Control}{ArrowDown} ");
    expect(await screen.findByText("249 of 250 selected")).toBeTruthy();
    screen.getByRole("textbox", { name: /Number, card/ }).focus();
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(plan).not.toHaveBeenCalled();
    (await rowNumbered("58250")).focus();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await screen.findByRole("dialog");
    expect(plan.mock.calls[0]?.[1]).toMatchObject({ all: true, keys: ["k1"], view: { groups: ["unknown-card"] } });
  });

  it("with changes, and a re-sync, are of one request and say so", async () => {
    const { user } = start();
    await rowNumbered("58250");
    const changes = screen.getByRole("button", { name: /Retry with changes/ });
    expect(changes.getAttribute("aria-disabled")).toBe("true");
    expect(changes.textContent).toContain("Select exactly one request");
    await user.click(changes);
    expect(requestedForm.get()).toBeNull();
    await user.click(within(await rowNumbered("58249")).getByRole("checkbox"));
    await user.click(screen.getByRole("button", { name: "Retry with changes" }));
    expect(requestedForm.get()).toEqual({ key: "k1", resync: false });
    await user.click(screen.getByRole("button", { name: "Re-sync" }));
    expect(requestedForm.get()).toEqual({ key: "k1", resync: true });
  });
});

it("says why a server has no re-sync", async () => {
  fakeDesk({ unavailable: [{ operation: "provisioning.resync", from: "R11", until: null }] });
  fakeRejected(groups, rows());
  const { user } = open("/rejected");
  await user.click(within(await rowNumbered("58249")).getByRole("checkbox"));
  const resync = screen.getByRole("button", { name: /Re-sync/ });
  expect(resync.textContent).toContain("Only from R11");
  await user.click(resync);
  expect(requestedForm.get()).toBeNull();
});

describe("the evidence", () => {
  const worked = row({ key: "k900", number: "53102", state: "completed" });
  const start60226 = () => {
    const one = rejectedRow("r1", {
      row: { number: "60226", errorCode: "CLIENT_NOT_FOUND", errorText: "Client 01906574402 not found" },
    });
    fakeDesk();
    const desk = fakeRejected(groups, [one, ...rows()]);
    desk.compare.mockResolvedValue({
      ...alone,
      worked,
      rows: [
        { name: "smartcard_ca_id", worked: "01906547402", now: "01906574402", differs: true },
        { name: "pin", worked: "1234", now: "4321", differs: true },
        { name: "service_ca_id", worked: "2041", now: "2041", differs: false },
      ],
      swapped: { name: "smartcard_ca_id", worked: "01906547402", now: "01906574402" },
      card: [one.row, worked],
    });
    vi.spyOn(commands.retries, "caIdMappings").mockResolvedValue([caIdMapping("2041", "GOLD", "Gold package")]);
    vi.spyOn(commands.requests, "request").mockResolvedValue(
      detail(one.row, {
        request: "<a><b>01906574402</b></a>",
        errorDescription: "AxisFault\nClient 01906574402 not found\nat Gateway.java:42",
      }),
    );
    return { ...desk, ...open("/rejected?group=unknown-card") };
  };

  it("shows the differences, opened by Enter and closed by Esc with the focus back on its row", async () => {
    const { user, router } = start60226();
    (await rowNumbered("60226")).focus();
    await user.keyboard("{Enter}");
    const pane = await screen.findByRole("complementary", { name: /^Request 60226, / });
    await waitFor(() => expect(document.activeElement).toBe(pane));
    expect(router.state.location.pathname).toBe("/rejected/r1");
    const card = await within(pane).findByRole("row", { name: "Smartcard differs 01906547402 01906574402" });
    const [before, now] = within(card).getAllByRole("cell");
    expect([before?.dataset.tone, now?.dataset.tone], "what worked is good, what failed is bad").toEqual(["ok", "bad"]);
    within(card).getByTitle("smartcard_ca_id");
    const service = await within(pane).findByRole("row", { name: "Service Gold package Gold package" });
    expect(within(service).getAllByTitle("2041")).toHaveLength(2);
    within(pane).getByText("Two digits are swapped.");
    expect(within(pane).queryByText(/Gateway.java/)).toBeNull();
    await user.click(within(pane).getByRole("button", { name: "Show the full answer, 3 lines" }));
    within(pane).getByText(/Gateway.java/);
    within(within(pane).getByRole("list", { name: "History of this card" })).getByText("Completed");
    await expectNoViolations();
    pane.focus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("complementary")).toBeNull());
    await waitFor(() => expect(document.activeElement?.textContent).toContain("60226"));
  });

  it("is copied as a report that has no PIN", async () => {
    const { user } = start60226();
    await user.click(await rowNumbered("60226"));
    const pane = await screen.findByRole("complementary", { name: /^Request 60226, / });
    await within(pane).findByText("Two digits are swapped.");
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    await user.click(within(pane).getByRole("button", { name: "Copy report" }));
    const text = copy.mock.calls[0]?.[0];
    expect(text).toContain("Request: 60226 Reset PIN");
    expect(text).toContain("smartcard_ca_id: 01906547402 then, 01906574402 now");
    expect(text).toContain("Cause: Card not known to Conax");
    expect(text).not.toMatch(/1234|4321/);
  });

  it("keeps a note when its field is left, also by closing the pane", async () => {
    const { mark, user } = start60226();
    await user.click(await rowNumbered("60226"));
    const pane = await screen.findByRole("complementary", { name: /^Request 60226, / });
    const note = await within(pane).findByRole("textbox", { name: "Note" });
    await user.type(note, "Told the stock team");
    expect(mark).not.toHaveBeenCalled();
    await user.tab();
    expect(await within(pane).findByText("Saved on this computer")).toBeTruthy();
    expect(mark.mock.lastCall).toEqual([
      expect.objectContaining({ all: false, keys: ["r1"] }),
      { mark: "note", text: "Told the stock team" },
    ]);
    await user.type(note, ", again");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(mark.mock.lastCall?.[1]).toEqual({ mark: "note", text: "Told the stock team, again" }));
    expect(mark).toHaveBeenCalledTimes(2);
  });
});

describe("the columns of a cause", () => {
  it("are chosen by the user, and saved", async () => {
    const { user } = start();
    const save = vi.spyOn(commands.app, "savePreferences").mockImplementation(async (preferences) => preferences);
    await cause(/Card not known/);
    for (const name of ["Number", "Card", "Service", "User", "Unit", "Assigned"]) {
      expect(await screen.findByRole("columnheader", { name })).toBeVisible();
    }
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(screen.getByRole("checkbox", { name: "Set-top box" }));
    expect(screen.getByRole("columnheader", { name: "Set-top box" })).toBeVisible();
    await expectNoViolations();
    await waitFor(() => expect(save).toHaveBeenCalled());
    const { rejectedColumns = [] } = save.mock.lastCall?.[0] ?? {};
    expect(rejectedColumns.find(({ column }) => column === "setTopBox")).toMatchObject({ shown: true });
  });
});
