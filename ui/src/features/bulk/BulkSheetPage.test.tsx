import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type BulkSheet, commands } from "../../api/bindings";
import { batch } from "../../test/batches";
import { bulkRow, check, fakeBulk, matching, planned, sheet } from "../../test/bulk";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { emit, openWindow } from "../../test/window";
import { sheetChecks } from "./sheetChecks";

beforeEach(() => {
  sheetChecks.set(new Map());
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
});

describe("the page of a sheet", () => {
  it("shows each row with its cells and what the check says", async () => {
    fakeBulk(sheet);
    openWindow("/bulk/s1");
    const grid = await screen.findByRole("grid", { name: "Rows of the sheet" });
    await within(grid).findByRole("row", { name: /^2, 1900000001, S100, Smartcard: Lost its first zero/ });
    within(grid).getByRole("row", { name: /^4, .*Same as line 3/ });
    screen.getByText("Not read, because it may hold PINs: PIN.");
    screen.getByText("2 cells are formulas. Their last results are read.");
    await expectNoViolations();
  });

  it("repairs all cells of a finding, or those that are proved", async () => {
    const bulk = fakeBulk(sheet);
    const { user } = openWindow("/bulk/s1");
    await screen.findByText("Line 2: 1900000001 becomes 01900000001");
    await user.click(screen.getByRole("button", { name: "Repair 1 that is proved" }));
    expect(bulk.repair).toHaveBeenLastCalledWith("s1", "lostZero", "smartcard_identifier", true);
    await user.click(screen.getByRole("button", { name: "Repair all 2" }));
    expect(bulk.repair).toHaveBeenLastCalledWith("s1", "lostZero", "smartcard_identifier", false);
    await user.click(screen.getByRole("button", { name: /^Keep as they are/ }));
    const kept = [{ kind: "lostZero", field: "smartcard_identifier" }];
    expect(bulk.match).toHaveBeenLastCalledWith("s1", { ...matching, kept });
  });

  it("changes a cell in the dialog of its row", async () => {
    const bulk = fakeBulk(sheet);
    vi.spyOn(commands.outbox, "checkForm").mockResolvedValue({
      errors: [],
      warnings: [],
      path: "conax/reset",
      body: { smartcard_identifier: { serial_number: "1900000001" } },
    });
    const { user } = openWindow("/bulk/s1");
    await user.click(await screen.findByRole("row", { name: /^2, 1900000001/ }));
    const dialog = await screen.findByRole("dialog", { name: "Line 2" });
    const body = await within(dialog).findByRole("region", { name: "The request of this row" });
    expect(body.textContent).toContain("POST conax/reset");
    const card = within(dialog).getByLabelText("Card");
    await user.clear(card);
    await user.type(card, "01900000001");
    await user.click(within(dialog).getByRole("button", { name: "Save" }));
    await waitFor(() => expect(bulk.edit).toHaveBeenCalledWith("s1", 0, 0, "01900000001"));
  });

  it("asks for the number of rows on LIVE and hands over the pace", async () => {
    const bulk = fakeBulk(sheet);
    const [connection] = snapshot.connections;
    fakeDesk({
      connections: [{ ...(connection as (typeof snapshot.connections)[0]), kind: "live", name: "Production" }],
    });
    const { user } = openWindow("/bulk/s1");
    await user.type(await screen.findByLabelText("Production is LIVE. Type 1 to confirm"), "1");
    await user.type(screen.getByLabelText("At most in an hour"), "600");
    await user.click(screen.getByRole("button", { name: "Send 1 request" }));
    expect(bulk.start).toHaveBeenCalledWith("s1", 1, { perHour: 600, hours: null, mostOpen: 20 });
  });

  it("shows the fault of a wrong count on LIVE", async () => {
    const bulk = fakeBulk(sheet);
    const [connection] = snapshot.connections;
    fakeDesk({
      connections: [{ ...(connection as (typeof snapshot.connections)[0]), kind: "live", name: "Production" }],
    });
    bulk.start.mockRejectedValue({
      code: "invalidInput",
      message: "",
      detail: null,
      fields: [{ field: "typed", fault: "wrongCount", params: { count: "1" } }],
      outcome: null,
    });
    const scrolled = vi.spyOn(HTMLElement.prototype, "scrollIntoView");
    const { user } = openWindow("/bulk/s1");
    const count = await screen.findByLabelText("Production is LIVE. Type 1 to confirm");
    await user.type(count, "7{Enter}");
    await waitFor(() =>
      expect(scrolled.mock.contexts).toContain(screen.getByText("1 would be sent. Type that number.")),
    );
    expect(document.activeElement).toBe(count);
  });

  it.each([
    ["otherNumber", "01900000001", "Done before by another of its numbers: 01900000001"],
    ["maybeReplaced", "01900000001 + B2", "Done before, perhaps replaced since by .*: 01900000001 \\+ B2"],
    ["historyDeleted", "", "Done before, perhaps undone since: later requests may have been deleted"],
  ] as const)(
    "keeps what was done before when the user says so, and says why at its row: %s",
    async (kind, number, why) => {
      const finding = {
        ...check.findings[0],
        kind,
        repairable: 0,
        proved: 0,
        sample: { line: 2, was: "C1", now: null },
      };
      const params: Record<string, string> = number ? { number } : {};
      const row = bulkRow(0, {
        leftOut: "missing",
        faults: [{ field: "smartcard_identifier", fault: kind, params }],
      });
      const bulk = fakeBulk({ ...sheet, check: { ...check, findings: [finding as (typeof check.findings)[0]] } }, [
        row,
      ]);
      const { user } = openWindow("/bulk/s1");
      const grid = await screen.findByRole("grid", { name: "Rows of the sheet" });
      await within(grid).findByRole("row", { name: new RegExp(`Smartcard: ${why}`) });
      await user.click(screen.getByRole("button", { name: /^Send them all the same: Smartcard: Done before/ }));
      const kept = [{ kind, field: "smartcard_identifier" }];
      expect(bulk.match).toHaveBeenLastCalledWith("s1", { ...matching, kept });
    },
  );

  it("still leads to the file and the findings after the start, without a way to change them", async () => {
    const started = { ...planned, state: "running" as const };
    fakeBulk({ ...sheet, check: { ...check, batch: started } });
    const { user } = openWindow("/bulk/s1");
    const steps = await screen.findByRole("navigation", { name: "Steps" });
    const side = () => document.activeElement?.closest<HTMLElement>("[data-step]");
    await user.click(within(steps).getByRole("button", { name: /^File/ }));
    expect(side()?.textContent).toMatch(/As it was read.*Encoding.*UTF-8.*Headings in line.*1/);
    await user.click(within(steps).getByRole("button", { name: /^Check/ }));
    expect(side()?.textContent).toMatch(/Findings.*Lost its first zero/);
    for (const name of [/^Repair/, /^Keep/, /^Send them again/, "Read again"])
      expect(screen.queryByRole("button", { name })).toBeNull();
    screen.getByRole("button", { name: /^Show the rows/ });
  });

  it("shows what was found in the first rows while the others are checked", async () => {
    const bulk = fakeBulk({ ...sheet, matching: null, check: null });
    vi.spyOn(commands.bulk, "suggestBulkMatching").mockResolvedValue(matching);
    let end: (sheet: BulkSheet) => void = () => undefined;
    bulk.match.mockReturnValue(new Promise((resolve) => (end = resolve)));
    const { user } = openWindow("/bulk/s1");
    await user.selectOptions(await screen.findByLabelText("Job"), "conax.reset-pin");
    await user.click(await screen.findByRole("button", { name: "Check the rows" }));
    const progress = { id: "s1", checking: true, rows: 1_000, of: 100_000, findings: check.findings };
    await emit({ kind: "sheet", progress });
    const found = await screen.findByRole("region", { name: "To look at" });
    within(found).getByText("1,000 of 100,000 rows checked");
    within(found).getByText(/^Smartcard: Lost its first zero/);
    within(found).getByText("Line 2: 1900000001 becomes 01900000001");
    vi.mocked(commands.bulk.bulkSheet).mockResolvedValue(sheet);
    end(sheet);
    await screen.findByRole("button", { name: "Repair all 2" });
  });

  it("shows a check that began before the page was opened, and its result", async () => {
    fakeBulk({ ...sheet, check: null });
    openWindow("/bulk/s1");
    await screen.findByRole("button", { name: "Check the rows" });
    await emit({
      kind: "sheet",
      progress: { id: "s1", checking: true, rows: 2_000, of: 9_000, findings: check.findings },
    });
    await screen.findByText("Checking: 2,000 of 9,000", { selector: "span" });
    expect(screen.getByRole("button", { name: "Check the rows" }).getAttribute("aria-disabled")).toBe("true");
    const found = screen.getByRole("region", { name: "To look at" });
    within(found).getByText("2,000 of 9,000 rows checked");
    vi.mocked(commands.bulk.bulkSheet).mockResolvedValue(sheet);
    await emit({ kind: "batch", batch: planned });
    await screen.findByRole("button", { name: "Repair all 2" });
    expect(screen.queryByText(/^Checking:/, { selector: "span" })).toBeNull();
  });

  it("shows the check also after another page", async () => {
    const bulk = fakeBulk({ ...sheet, check: null });
    bulk.match.mockReturnValue(new Promise(() => undefined));
    const { user, router } = openWindow("/bulk/s1");
    await user.click(await screen.findByRole("button", { name: "Check the rows" }));
    await emit({ kind: "sheet", progress: { id: "s1", checking: true, rows: 1_000, of: 9_000, findings: [] } });
    vi.mocked(commands.bulk.bulkSheets).mockResolvedValue([
      { id: "s1", name: "march.csv", created: 0, user: "operator", rows: 9_000, operation: null, batch: null },
    ]);
    await router.navigate({ to: "/bulk" });
    await screen.findByRole("cell", { name: "Checking: 1,000 of 9,000" });
    await router.navigate({ to: "/bulk/$sheet", params: { sheet: "s1" } });
    await screen.findByText("Checking: 1,000 of 9,000", { selector: "span" });
  });

  it("says how far the sheet is, and leads to the panel of each step", async () => {
    const bulk = fakeBulk(sheet);
    const { user } = openWindow("/bulk/s1");
    const steps = await screen.findByRole("navigation", { name: "Steps" });
    const list = within(steps).getAllByRole("listitem");
    expect(list.map(({ textContent }) => textContent)).toEqual([
      "File done",
      "Columns done",
      "3Check",
      "Dry run optional",
      "5Send not yet",
      "6Report not yet",
    ]);
    const current = within(steps).getByRole("button", { name: "Check" });
    expect(current.getAttribute("aria-current")).toBe("step");
    const to = async (step: RegExp) => user.click(within(steps).getByRole("button", { name: step }));
    await to(/^Check/);
    expect(document.activeElement?.textContent).toBe("Repair all 2");
    await to(/^Send/);
    expect(document.activeElement).toBe(screen.getByLabelText("At most in an hour"));
    await to(/^File/);
    expect(document.activeElement).toBe(screen.getByRole("combobox", { name: "Encoding" }));
    await to(/^Columns/);
    expect(document.activeElement).toBe(screen.getByLabelText("Job"));
    expect(bulk.match).not.toHaveBeenCalled();
  });

  it("folds the columns to one line after the check, and only says them after the start", async () => {
    fakeBulk(sheet);
    const { user } = openWindow("/bulk/s1");
    const columns = await screen.findByRole("region", { name: "What the columns are" });
    expect(columns.textContent).toContain("Reset PIN Card → Smartcard · Subscription → Subscription · 1 not used");
    await user.click(within(columns).getByRole("button", { name: "Change" }));
    await user.selectOptions(screen.getByLabelText("Column Subscription is"), "");
    screen.getByText("The rows are not checked with these columns yet.");
    await user.click(screen.getByRole("button", { name: "Fold" }));
    screen.getByText("The rows are not checked with these columns yet.");
    const running = { ...planned, state: "running" as const, reading: planned.reading + 9 };
    vi.mocked(commands.batches.batch).mockResolvedValue(running);
    await emit({ kind: "batch", batch: running });
    await waitFor(() => expect(screen.queryByRole("button", { name: "Change" })).toBeNull());
    screen.getByRole("region", { name: "What the columns are" });
  });

  it("marks two columns for one field", async () => {
    const bulk = fakeBulk({ ...sheet, check: null });
    const fault = (field: string) => ({ field, fault: "fieldTwice", params: {} });
    bulk.match.mockRejectedValue({
      code: "invalidInput",
      message: "",
      detail: null,
      fields: [fault("column.0"), fault("column.1")],
      outcome: null,
    });
    const { user } = openWindow("/bulk/s1");
    await user.selectOptions(await screen.findByLabelText("Column Subscription is"), "smartcard_identifier");
    await user.click(screen.getByRole("button", { name: "Check the rows" }));
    expect(await screen.findAllByText("This field has a value already. Choose one column for it.")).toHaveLength(2);
    expect(screen.getByLabelText<HTMLSelectElement>("Column PIN is").disabled).toBe(true);
  });

  it("leaves out the selected rows, or all rows that are shown", async () => {
    const bulk = fakeBulk(sheet);
    const { user } = openWindow("/bulk/s1");
    const first = await screen.findByRole("row", { name: /^2, 1900000001/ });
    first.focus();
    await user.keyboard(" {ArrowDown} ");
    const actions = await screen.findByRole("region", { name: "Actions on the selected rows" });
    within(actions).getByText("2 rows selected");
    await user.click(within(actions).getByRole("button", { name: "Leave out" }));
    const filter = { show: "part", part: "all" };
    expect(bulk.exclude).toHaveBeenLastCalledWith("s1", { all: false, places: [0, 1], filter }, true);
    await waitFor(() => expect(screen.queryByRole("region", { name: "Actions on the selected rows" })).toBeNull());
    first.focus();
    await user.keyboard("{Control>}a{/Control}");
    await user.click(await screen.findByRole("button", { name: "Leave out" }));
    expect(bulk.exclude).toHaveBeenLastCalledWith("s1", { all: true, places: [], filter }, true);
  });

  it("keeps its filter in the address", async () => {
    const bulk = fakeBulk(sheet);
    const { user, router } = openWindow("/bulk/s1?show=leftOut");
    await screen.findByRole("grid", { name: "Rows of the sheet" });
    expect(bulk.rows.mock.calls[0]?.[1]).toEqual({ show: "part", part: "leftOut" });
    await user.click(screen.getByRole("button", { name: /^Show the rows: Smartcard/ }));
    const search = { show: "finding", kind: "lostZero", field: "smartcard_identifier" };
    await waitFor(() => expect(router.state.location.search).toEqual(search));
    await waitFor(() => expect(bulk.rows.mock.lastCall?.[1]).toEqual(search));
  });

  it("goes on after a pause at another pace, and leads to the causes of rejected rows", async () => {
    const paused = batch({
      ...planned,
      state: "paused",
      paused: "byHand",
      ready: 9,
      sent: 4,
      rejected: 3,
      reading: planned.reading + 9,
    });
    fakeBulk({ ...sheet, check: { ...check, batch: paused } });
    const resume = vi.spyOn(commands.bulk, "resumeBulkSheet").mockResolvedValue({ ...paused, state: "running" });
    vi.spyOn(commands.rejected, "rejectedCauses").mockResolvedValue([
      { id: "unknown-card", groups: ["a", "b"], title: "Card not known to Conax", open: 8 },
    ]);
    vi.spyOn(commands.bulk, "bulkGroups").mockResolvedValue([
      { group: "a", rows: 2 },
      { group: "b", rows: 1 },
    ]);
    const { user } = openWindow("/bulk/s1");
    const why = await screen.findByRole("region", { name: "Why they were rejected" });
    const link = await within(why).findByRole("link", { name: "Card not known to Conax" });
    expect(link.getAttribute("href")).toContain("group=unknown-card");
    within(why).getByText("3 rows");
    await user.type(screen.getByLabelText("At most in an hour"), "600");
    await user.click(screen.getByRole("button", { name: "Continue with this pace" }));
    expect(resume).toHaveBeenLastCalledWith("s1", { perHour: 600, hours: null, mostOpen: 20 });
  });
});
