import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type HistoryRow, type HistorySummary } from "../../api/bindings";
import { expectNoViolations, fakeDesk, row as requestRow } from "../../test/desk";
import { openWindow } from "../../test/window";

const NOON = Date.UTC(2026, 1, 26, 10, 5);

function entry(part: Partial<HistoryRow> & Pick<HistoryRow, "id">): HistoryRow {
  return {
    at: NOON,
    kind: "request",
    user: "operator",
    operation: "conax.reset-pin",
    state: "completed",
    stateText: null,
    value: null,
    withdrawn: false,
    requests: null,
    request: part.id,
    number: null,
    smartcard: "01900000001",
    setTopBox: null,
    service: null,
    subscription: "S100",
    ...part,
  };
}

const act = { operation: null, state: null, smartcard: null, subscription: null };

const entries: HistoryRow[] = [
  entry({ id: "k1", number: "58250" }),
  entry({ id: "k2", number: "58249", user: "eleni", state: "rejected", operation: "conax.create-pairing" }),
  entry({ ...act, id: "m1", kind: "assignee", value: "ann", request: "k2", number: "58249" }),
  entry({ ...act, id: "m2", kind: "snooze", withdrawn: true, request: "k2", number: "58249" }),
  entry({ ...act, id: "s", kind: "signIn", request: null, number: null }),
  entry({ ...act, id: "p", kind: "purge", requests: 14, request: null }),
  entry({ id: "r", kind: "removed", requests: 14, request: null, smartcard: null, subscription: null }),
];

function counted(rows: HistoryRow[]): HistorySummary {
  const one = (value: string, count: number, removed = 0) => ({ value, count, removed });
  return {
    total: rows.length,
    count: rows.length + 13,
    removed: 14,
    places: rows.filter((_, place) => place % 100 === 99).map(({ at, id }) => ({ at, id })),
    days: [one("2026-02-26", 5), one("2026-01-10", 14, 14)],
    users: [one("operator", 18, 14), one("eleni", 1)],
    jobs: [one("conax.reset-pin", 15, 14), one("conax.create-pairing", 1), one("assignee", 1), one("purge", 1)],
    states: [
      { state: "completed", count: 15, removed: 14 },
      { state: "rejected", count: 1, removed: 0 },
    ],
  };
}

function fakeHistory(rows: HistoryRow[] = entries) {
  fakeDesk({}, [requestRow({ key: "k1", number: "58250" }), requestRow({ key: "k2", number: "58249" })]);
  const summary = vi.spyOn(commands.history, "historySummary").mockResolvedValue(counted(rows));
  const page = vi.spyOn(commands.history, "historyPage").mockImplementation(async ({ after, limit }) => {
    const start = after === null ? 0 : rows.findIndex(({ id }) => id === after.id) + 1;
    return { rows: rows.slice(start, start + limit) };
  });
  return { summary, page };
}

const rowOf = (name: RegExp) => screen.findByRole("row", { name });

beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(window, "matchMedia").mockImplementation(
    (query) => ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as never,
  );
});

describe("the history", () => {
  it("says who did what, when, and how it ended, and offers no change", async () => {
    fakeHistory();
    openWindow("/history");
    const first = await rowOf(/58250/);
    within(first).getByText("Completed");
    within(first).getByText("operator");
    await rowOf(/Assigned to ann/);
    await rowOf(/Snooze ended/);
    await rowOf(/Signed in/);
    await rowOf(/14 old requests deleted/);
    const removed = await rowOf(/× 14/);
    within(removed).getByText("deleted by retention: count only");
    const grid = screen.getByRole("grid", { name: "History" });
    expect(grid.getAttribute("aria-rowcount")).toBe("8");
    expect(within(grid).queryAllByRole("checkbox")).toEqual([]);
    await expectNoViolations();
  });

  it("gives the focus to the first row; arrows move it, and Enter opens the request of a row", async () => {
    fakeHistory();
    const { user, router } = openWindow("/history");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("58250"));
    await user.keyboard("{End}{Enter}");
    expect(router.state.location.pathname, "only a count is left of it").toBe("/history");
    await user.keyboard("{Home}{ArrowDown}{ArrowDown}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("Assigned to ann"));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/k2"));
  });

  it("filters by person, job and outcome in the address", async () => {
    const { page, summary } = fakeHistory();
    const { user, router } = openWindow("/history");
    await user.click(await screen.findByRole("button", { name: "What was done" }));
    await user.click(await screen.findByRole("menuitemcheckbox", { name: /Assign 1/ }));
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).toEqual({ job: "assignee" }));
    const people = screen.getByRole("list", { name: "By person" });
    await user.click(within(people).getByRole("button", { name: /eleni/ }));
    await waitFor(() => expect(router.state.location.search).toEqual({ user: "eleni", job: "assignee" }));
    const outcomes = screen.getByRole("list", { name: "By outcome" });
    await user.click(within(outcomes).getByRole("button", { name: /Rejected/ }));
    const asked = { users: ["eleni"], jobs: ["assignee"], states: ["rejected"], from: null, to: null };
    await waitFor(() => expect(page.mock.lastCall?.[0].filter).toEqual(asked));
    expect(summary.mock.lastCall?.[0]).toEqual(asked);
    await user.click(screen.getByRole("button", { name: "Clear all" }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("counts by day with what the retention left, and shows one day by a click", async () => {
    const { page } = fakeHistory();
    const { user, router } = openWindow("/history");
    const days = await screen.findByRole("list", { name: "By day" });
    const old = within(days).getByRole("button", { name: /10 Jan 2026.*14 deleted by retention: counts only/ });
    await user.click(old);
    await waitFor(() => expect(router.state.location.search).toEqual({ from: "2026-01-10", to: "2026-01-10" }));
    // Midnight in Athens.
    await waitFor(() => expect(page.mock.lastCall?.[0].filter.from).toBe(Date.UTC(2026, 0, 9, 22)));
    await user.click(old);
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });

  it("reads a part far down behind a place of the counts", async () => {
    const many = Array.from({ length: 350 }, (_, place) => entry({ id: `k${place}`, number: `${9000 - place}` }));
    const { page } = fakeHistory(many);
    vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(many.length * 32 + 30);
    Element.prototype.scrollTo = function scrollTo(this: Element, to?: ScrollToOptions | number) {
      this.scrollTop = typeof to === "object" ? (to.top ?? 0) : 0;
      this.dispatchEvent(new Event("scroll"));
    };
    const { user } = openWindow("/history");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("9000"));
    await user.keyboard("{End}");
    await waitFor(() => expect(document.activeElement?.textContent).toContain("8651"));
    expect(page.mock.calls.some(([{ after }]) => after?.id === "k299")).toBe(true);
  });

  it("exports what the filters find, in the words of the page", async () => {
    fakeHistory();
    const save = vi.spyOn(commands.history, "exportHistory").mockResolvedValue(null);
    const choose = vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h", name: "history.csv" });
    const { user } = openWindow("/history?states=rejected");
    await user.click(await screen.findByRole("button", { name: "Export" }));
    await user.click(await screen.findByRole("menuitem", { name: "CSV file" }));
    await waitFor(() => expect(save).toHaveBeenCalled());
    expect(choose.mock.calls[0]?.[0]).toBe("historyCsv");
    const [handle, asked] = save.mock.calls[0] ?? [];
    expect(handle).toBe("h");
    expect(asked?.filter.states).toEqual(["rejected"]);
    expect(asked?.headings).toHaveLength(11);
    expect(asked?.jobWords).toMatchObject({ "conax.reset-pin": "Reset PIN", note: "Note" });
    expect(asked?.stateWords.notSent).toBe("Not sent");
  });

  it("teaches what it will show while it is empty, and how to widen the filters", async () => {
    fakeHistory([]);
    const { user, router } = openWindow("/history");
    await screen.findByText("Nothing was done here yet");
    expect(screen.getByRole("link", { name: "Choose a job" })).toHaveFocus();
    await router.navigate({ to: "/history", search: { user: "eleni" } });
    await user.click(await screen.findByRole("button", { name: "Remove the filters" }));
    await waitFor(() => expect(router.state.location.search).toEqual({}));
  });
});
