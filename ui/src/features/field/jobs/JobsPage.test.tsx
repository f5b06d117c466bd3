import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands, type JobList, type JobVerdict, type PlannedJob, type SheetSource } from "../../../api/bindings";
import { expectNoViolations, row } from "../../../test/desk";
import { AT, BOX, CARD, day, fieldDesk, job, scan } from "../../../test/field";
import { emit, openWindow } from "../../../test/window";
import { filledForms } from "../../updates/filledForms";
import { openedDecisions, sheetOpen } from "../fieldState";

afterEach(() => {
  sheetOpen.set(false);
  openedDecisions.set(new Set());
});

const draft = { subscription: "S1", smartcard: CARD, setTopBox: BOX, note: "Bedroom" };
const planned = (id: number, verdicts: JobVerdict[], smartcard = CARD, uses: string[] = []): PlannedJob => ({
  id,
  line: id,
  draft: { ...draft, smartcard, note: `Room ${id}` },
  verdicts,
  repairs: uses.map((text) => ({ part: "smartcard", text, ends: verdicts })),
});
const source: SheetSource = {
  id: "s1",
  encoding: "windows-1253",
  encodings: ["windows-1253", "UTF-8"],
  separator: ";",
  worksheet: null,
  otherWorksheets: [],
};

describe("a list", () => {
  const all = [
    planned(1, []),
    planned(2, ["twelveDigits"], `${CARD}5`, [CARD]),
    planned(3, ["lostZero"], "1906618840", ["01906618840"]),
    planned(4, ["swapped"]),
    planned(5, ["exponent"], "1.9E+10"),
    planned(6, ["twice"]),
    planned(7, ["empty"]),
    planned(8, ["protected"], `="01906618841"`, ["01906618841"]),
  ];
  const list: JobList = {
    jobs: all,
    headings: ["Card", "Box"],
    ignored: ["Colour"],
    secret: ["Customer PIN"],
    table: true,
    sample: [
      ["Card", "Δωμάτιο"],
      [CARD, "Κουζίνα"],
    ],
    source,
  };
  const line = (name: string) =>
    within(screen.getByRole("region", { name: "Jobs that were read" })).getByRole("row", {
      name: new RegExp(`^${name}\\b`),
    });

  it("that was typed is shown with its faults, repaired on request, then added and looked up", async () => {
    const { addJobs, lookUpJobs } = fieldDesk();
    const planJobs = vi.spyOn(commands.field, "planJobs").mockResolvedValue(list);
    vi.spyOn(commands.field, "closeSheet").mockResolvedValue(null);
    const { user } = openWindow("/field/jobs");
    await user.type(await screen.findByRole("textbox", { name: "Cards, boxes and subscriptions" }), "x y");
    await user.click(screen.getByRole("button", { name: "Read lines" }));
    expect(planJobs).toHaveBeenCalledWith("x y");
    await screen.findByRole("region", { name: "Jobs that were read" });
    expect(screen.getByText("These columns were not used: Colour")).toBeVisible();
    expect(
      screen.getByText("Not read, because these columns may hold a PIN or a password: Customer PIN"),
    ).toBeVisible();
    expect(line("5")).toHaveTextContent(/A spreadsheet lost the digits. Enter the number again\.Left outInclude$/);
    expect(line("6")).toHaveTextContent(/This line is in the list twice\.Left out$/);
    expect(line("7")).toHaveTextContent(/Left out$/);
    expect(line("8")).toHaveTextContent(/Left outInclude$/);
    await expectNoViolations();

    await user.click(within(line("2")).getByRole("button", { name: `Use ${CARD}` }));
    expect(line("2")).toHaveTextContent(/This line is in the list twice\.Left out$/);
    await user.click(within(line("3")).getByRole("button", { name: "Use 01906618840" }));
    await user.click(within(line("4")).getByRole("button", { name: "Swap them" }));
    await user.click(within(line("8")).getByRole("button", { name: "Use 01906618841" }));
    await user.click(within(line("1")).getByRole("button", { name: "Leave out line 1" }));
    expect(line("2")).not.toHaveTextContent("Left out");
    await user.click(screen.getByRole("button", { name: "Add 3 jobs" }));
    await waitFor(() => expect(lookUpJobs).toHaveBeenCalledTimes(1));
    expect(addJobs).toHaveBeenCalledWith([
      { ...draft, note: "Room 2" },
      { ...draft, smartcard: BOX, setTopBox: CARD, note: "Room 4" },
      { ...draft, smartcard: "01906618841", note: "Room 8" },
    ]);
  });

  it("stays as typed without a request for a repair", async () => {
    const { addJobs } = fieldDesk();
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "day.csv" });
    vi.spyOn(commands.field, "closeSheet").mockResolvedValue(null);
    const planFile = vi.spyOn(commands.field, "planJobsFile").mockResolvedValue({ ...list, jobs: all.slice(1, 3) });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: "Choose a file" }));
    await user.click(await screen.findByRole("button", { name: "Add 2 jobs" }));
    expect(planFile).toHaveBeenCalledWith("h1");
    await waitFor(() =>
      expect(addJobs.mock.lastCall?.[0].map(({ smartcard }) => smartcard)).toEqual([`${CARD}5`, "1906618840"]),
    );
  });

  it("changes one line at a press, also where lines have equal numbers", async () => {
    const { addJobs } = fieldDesk();
    const rows = [
      planned(1, []),
      planned(2, ["lostZero"], "1906618842", ["01906618842"]),
      planned(3, [], "01906618843"),
    ];
    const jobs = rows.map((job) => ({ ...job, line: 1 }));
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "day.csv" });
    vi.spyOn(commands.field, "closeSheet").mockResolvedValue(null);
    vi.spyOn(commands.field, "planJobsFile").mockResolvedValue({ ...list, jobs });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: "Choose a file" }));
    await user.click(await screen.findByRole("button", { name: "Use 01906618842" }));
    await user.click(await screen.findByRole("button", { name: "Add 3 jobs" }));
    await waitFor(() =>
      expect(addJobs.mock.lastCall?.[0].map(({ smartcard }) => smartcard)).toEqual([
        CARD,
        "01906618842",
        "01906618843",
      ]),
    );
  });

  it("shows how it was read, and is read in another way", async () => {
    fieldDesk();
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "day.csv" });
    const closed = vi.spyOn(commands.field, "closeSheet").mockResolvedValue(null);
    vi.spyOn(commands.field, "planJobsFile").mockResolvedValue({ ...list, headings: [], jobs: all.slice(0, 1) });
    const again = vi
      .spyOn(commands.field, "readSheetAgain")
      .mockResolvedValue({ ...list, source: { ...source, encoding: "UTF-8" } });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: "Choose a file" }));
    expect(within(await screen.findByRole("region", { name: "First rows" })).getByText("Κουζίνα")).toBeVisible();
    expect(screen.getByText(/^No headings were found/)).toBeVisible();
    await user.selectOptions(screen.getByRole("combobox", { name: "Encoding" }), "Any language (UTF-8)");
    expect(again).toHaveBeenCalledWith("s1", "UTF-8", null, null);
    await user.selectOptions(await screen.findByRole("combobox", { name: "Separator" }), "Comma ,");
    expect(again).toHaveBeenLastCalledWith("s1", "UTF-8", ",", null);
    expect(closed).not.toHaveBeenCalled();
  });

  it("that cannot be read says so, and keeps the typed text", async () => {
    fieldDesk();
    vi.spyOn(commands.field, "planJobs").mockRejectedValue({
      code: "listNotRead",
      message: "",
      detail: null,
      fields: [{ field: "file", fault: "openQuote", params: { line: "3" } }],
      outcome: null,
    });
    const { user } = openWindow("/field/jobs");
    const lines = await screen.findByRole("textbox", { name: "Cards, boxes and subscriptions" });
    await user.type(lines, "abc");
    await user.click(screen.getByRole("button", { name: "Read lines" }));
    expect(await screen.findByText(/^The quotation mark in line 3 is not closed/)).toBeVisible();
    expect(lines).toHaveValue("abc");
    expect(filledForms.get(), "an update waits for it").toBe(1);
  });
});

describe("the day's jobs", () => {
  const jobs = [
    job({
      id: "a",
      place: 1,
      draft,
      lookedUp: [
        { kind: "smartcard", text: CARD, state: "found", asOf: AT },
        { kind: "setTopBox", text: BOX, state: "notFound", asOf: null },
      ],
    }),
    job({ id: "b", place: 2, row: row({ key: "k", state: "completed" }) }),
    job({ id: "c", place: 3, closed: true }),
  ];

  it("show the result of each number's look-up, and link to their pairing", async () => {
    fieldDesk({ jobs });
    const { user, router } = openWindow("/field/jobs");
    const list = await screen.findByRole("list", { name: "Jobs of the day" });
    const first = within(list).getAllByRole("listitem")[0] as HTMLElement;
    expect(first).toHaveTextContent(new RegExp(`Card ${CARD}found .*Box ${BOX}not found.*Subscription S1not checked`));
    expect(screen.getByText("2 of 3 done")).toBeVisible();
    await expectNoViolations();
    await user.click(within(first).getByRole("link"));
    await waitFor(() => expect(router.state.location.search).toEqual({ job: "a" }));
  });

  it("are found by scanning one of their numbers; a number of no job is reported", async () => {
    fieldDesk({ jobs });
    const { router } = openWindow("/field/jobs");
    await screen.findByRole("list", { name: "Jobs of the day" });
    scan("01900000009");
    expect(await screen.findByText("No job of today expects 01900000009.")).toBeVisible();
    scan(BOX);
    await waitFor(() => expect(router.state.location.search).toEqual({ job: "a" }));
  });

  it("are opened again", async () => {
    const { closeJob } = fieldDesk({ jobs });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: "Reopen job 3" }));
    expect(closeJob).toHaveBeenLastCalledWith("c", false);
  });

  it("are closed by the installer's own confirmation", async () => {
    const { closeJob } = fieldDesk({ jobs });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: "Close job 1" }));
    expect(closeJob).toHaveBeenLastCalledWith("a", true);
  });

  it("are cleared only when they are done, and after a question", async () => {
    const { clearJobs } = fieldDesk({ jobs });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: "Clear done jobs" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByText("Clear 2 done jobs?")).toBeVisible();
    expect(clearJobs).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Clear done jobs" }));
    await waitFor(() => expect(clearJobs).toHaveBeenCalledWith(false));
  });

  it("show how far the looking up is, and stop it", async () => {
    const { stopLookingUp } = fieldDesk({ jobs, progress: { done: 3, total: 7, running: true, problem: null } });
    const { user } = openWindow("/field/jobs");
    const bar = await screen.findByRole("progressbar", { name: "Looking up the jobs" });
    expect(bar).toHaveAttribute("aria-valuetext", "3 of 7 looked up");
    expect(screen.getByRole("button", { name: "Refresh" })).toHaveAttribute("aria-disabled", "true");
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Stop" }));
    expect(stopLookingUp).toHaveBeenCalledTimes(1);
  });

  it("are not looked up without network", async () => {
    const { lookUpJobs } = fieldDesk({ jobs }, { network: "offline" });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: /^Refresh/ }));
    expect(lookUpJobs).not.toHaveBeenCalled();
  });
});

describe("decisions in the field", () => {
  const of = (key: string) => row({ key, state: "queued", operation: "conax.create-pairing" });
  const decisions = [
    { row: of("old"), why: { kind: "expired" as const, since: AT } },
    { row: of("other"), why: { kind: "meanwhile" as const, other: row({ key: "x", number: "77", user: "maria" }) } },
    { row: of("new"), why: { kind: "changed" as const, text: CARD, before: "EFFECTIVE", after: null } },
    { row: row({ key: "lost", state: "unknown" }), why: { kind: "unknown" as const } },
  ];

  it("opens by itself when the network is back, once, with the reason in words", async () => {
    const { fieldDay, decide } = fieldDesk({ decisions, awaySince: AT });
    const { user } = openWindow("/field/jobs");
    await screen.findByRole("button", { name: /4 need a decision/ });
    expect(screen.queryByRole("dialog")).toBeNull();
    fieldDay.mockResolvedValue({ ...day, decisions });
    await emit({ kind: "field" });
    const dialog = await screen.findByRole("dialog", { name: "Needs a decision" });
    const item = (text: RegExp) => within(dialog).getByText(text).closest("li") as HTMLElement;
    expect(item(/longer than a day/)).toBeVisible();
    expect(item(/maria sent another request .* 77/)).toBeVisible();
    expect(item(/Before: EFFECTIVE\. Now: nothing known/)).toBeVisible();
    await expectNoViolations();
    // One that may have arrived can only be looked at.
    const lost = item(/may have arrived/);
    expect(within(lost).getByRole("link", { name: "Open" })).toBeVisible();
    expect(within(lost).queryByRole("button")).toBeNull();
    await user.click(within(item(/longer than a day/)).getByRole("button", { name: "Cancel request" }));
    expect(decide).toHaveBeenLastCalledWith("old", false);
    await waitFor(() =>
      expect(within(item(/maria/)).getByRole("button", { name: "Send anyway" })).toHaveAttribute(
        "aria-disabled",
        "false",
      ),
    );
    await user.click(within(item(/maria/)).getByRole("button", { name: "Send anyway" }));
    expect(decide).toHaveBeenLastCalledWith("other", true);
    await user.click(within(dialog).getByRole("button", { name: "Close" }));
    await emit({ kind: "field" });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("says which lists were not looked at, of when they are, and why", async () => {
    const lists = [
      { list: "REJECTED", asOf: null },
      { list: "COMPLETED", asOf: AT },
    ];
    const problem = { code: "timedOut" as const, message: "", detail: null, fields: [], outcome: null };
    const why = { kind: "unread" as const, lists, problem };
    const { decide } = fieldDesk({ decisions: [{ row: of("unseen"), why }] });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: /1 needs a decision/ }));
    const dialog = await screen.findByRole("dialog", { name: "Needs a decision" });
    expect(within(dialog).getByText(/did not answer in time/)).toHaveTextContent(
      /Not checked: rejected requests \(never read\), completed requests \(last read .+\)\./,
    );
    await user.click(within(dialog).getByRole("button", { name: "Send anyway" }));
    expect(decide).toHaveBeenLastCalledWith("unseen", true);
  });

  it("lists requests that leave by themselves below the decisions, and takes one back", async () => {
    const waits = row({ key: "w", state: "queued", waitsFor: "network", waitsSince: AT });
    fieldDesk({ waiting: 1 }, {}, [waits]);
    const cancel = vi.spyOn(commands.outbox, "cancel").mockResolvedValue({ operation: "conax.reset-pin", values: {} });
    const { user } = openWindow("/field/jobs");
    await user.click(await screen.findByRole("button", { name: /1 waiting to be sent/ }));
    const dialog = await screen.findByRole("dialog", { name: "Waiting to be sent" });
    expect(await within(dialog).findByText(/Waits until the server can be reached/)).toBeVisible();
    await user.click(within(dialog).getByRole("button", { name: "Cancel request" }));
    expect(cancel).toHaveBeenCalledWith("w");
  });
});
