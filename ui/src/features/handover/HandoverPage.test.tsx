import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type Handover } from "../../api/bindings";
import { i18next } from "../../i18n/i18n";
import { datesIn } from "../../state/dates";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { rejectedRow } from "../../test/rejected";
import { openWindow } from "../../test/window";
import { beginOf } from "./HandoverPage";
import { reportHtml, reportOf, sheetOf } from "./report";

const TO = Date.UTC(2026, 1, 26, 12);
const FROM = TO - 8 * 3_600_000;

const empty: Handover = {
  connection: "Sandbox",
  timeZone: "Europe/Athens",
  user: "operator",
  from: FROM,
  to: TO,
  completed: 0,
  rejected: 0,
  cleared: 0,
  pending: 0,
  waiting: 0,
  unknown: [],
  causes: [],
  owners: [],
  oldest: [],
};
const evil = `<script>alert("1")</script> & 'more'`;
const full: Handover = {
  ...empty,
  completed: 1204,
  rejected: 136,
  cleared: 52,
  pending: 18,
  waiting: 3,
  unknown: [row({ key: "u", state: "unknown", smartcard: "00190000001" })],
  causes: [
    {
      provider: "conax",
      requestType: "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
      errorCode: "CLIENT_NOT_FOUND",
      title: evil,
      line: null,
      nextStep: "=HYPERLINK(1)",
      open: 130,
      fresh: 12,
      oldest: FROM,
    },
  ],
  owners: [{ assignee: null, open: 120, oldest: FROM }],
  oldest: [rejectedRow("k1", { row: { number: "00058226", errorText: "+1, not found" } })],
};

const report = (handover: Handover) =>
  reportOf(handover, {
    t: i18next.getFixedT(null, "handover"),
    jobName: () => "Reset PIN",
    reasonOf: ({ errorText }) => errorText,
    dates: datesIn(handover.timeZone),
  });

describe("the file to print", () => {
  it("has every part, and loads no other file", () => {
    const page = new DOMParser().parseFromString(reportHtml(report(full), "en"), "text/html");
    const titles = [...page.querySelectorAll("h2")].map(({ textContent }) => textContent);
    expect(titles).toEqual(["Rejected and open, by cause", "Outcome unknown", "Assignments", "Oldest open requests"]);
    expect(page.querySelectorAll("table")).toHaveLength(4);
    expect(page.querySelector("dl")?.textContent).toMatch(/Completed\s*1204[\s\S]*Pending now\s*18/);
    expect(page.body.textContent).toContain("From 2026-02-26 06:00 to 2026-02-26 14:00");
    expect(page.body.textContent).toContain("kept on the computer that created this report");
    expect(page.querySelectorAll("script, link, img, [src], [href]")).toHaveLength(0);
  });

  it("treats no typed text as markup", () => {
    const html = reportHtml(report(full), "en");
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; &amp; &#39;more&#39;");
    expect(html).not.toContain("<script");
  });

  it("says in words that a part is empty", () => {
    const page = new DOMParser().parseFromString(reportHtml(report(empty), "en"), "text/html");
    expect(page.querySelectorAll("table")).toHaveLength(0);
    const said = [...page.querySelectorAll("section p")].map(({ textContent }) => textContent);
    expect(said).toHaveLength(4);
    expect(said).toContain("No rejected request is open.");
    expect(said).toContain("No request is open.");
  });
});

describe("the sheet", () => {
  it("keeps every zero, and leaves the quoting of typed text to the writer of the file", () => {
    const lines = sheetOf(report(full));
    expect(lines[0]).toEqual(["Shift handover"]);
    expect(lines.some(([number, name]) => number === "00058226" && name === "Reset PIN")).toBe(true);
    expect(lines.some((cells) => cells.includes("+1, not found"))).toBe(true);
    expect(lines.some((cells) => cells.at(-1) === "=HYPERLINK(1)")).toBe(true);
  });
});

describe("its beginning", () => {
  const dates = datesIn("Europe/Athens");
  it("is so many hours ago, or a time of the connection's zone", () => {
    expect(beginOf({}, dates, TO)).toBe(FROM);
    expect(beginOf({ hours: 24 }, dates, TO)).toBe(TO - 86_400_000);
    expect(beginOf({ since: "2026-02-26 06:00" }, dates, TO)).toBe(FROM);
  });
  it("is neither a future time nor text that is not a time", () => {
    expect(beginOf({ since: "2026-02-26 14:30" }, dates, TO)).toBeUndefined();
    expect(beginOf({ since: "this morning" }, dates, TO)).toBeUndefined();
  });
});

describe("the page", () => {
  beforeEach(() => {
    fakeDesk();
    vi.spyOn(commands.rejected, "handover").mockResolvedValue(full);
  });

  it("shows the report of a period, and prints it", async () => {
    const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
    const { user } = openWindow("/handover");
    const shown = await screen.findByRole("article", { name: "Shift handover" });
    expect(within(shown).getByRole("table", { name: "Rejected and open, by cause" })).toBeVisible();
    expect(within(shown).getByText("00058226")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "24 h" }));
    await waitFor(() => {
      const from = vi.mocked(commands.rejected.handover).mock.lastCall?.[0] ?? 0;
      expect(Math.round((Date.now() - from) / 3_600_000)).toBe(24);
    });
    await user.click(screen.getByRole("button", { name: "Print" }));
    expect(print).toHaveBeenCalledTimes(1);
    await expectNoViolations();
  });

  it("has the focus on the report, its entry in the navigation, and a way back", async () => {
    const { user, router } = openWindow("/settings");
    await screen.findByRole("heading", { name: "Settings" });
    await act(() => router.navigate({ to: "/handover" }));
    await waitFor(() => expect(screen.getByRole("region", { name: "Shift handover" })).toHaveFocus());
    expect(screen.getByRole("link", { name: /^Rejected/ })).toHaveAttribute("aria-current", "page");
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/settings"));
    await act(() => router.navigate({ to: "/handover" }));
    await user.click(await screen.findByRole("button", { name: "Back" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/settings"));
  });

  it("shows a bad time at its field, and queries nothing", async () => {
    openWindow("/handover?since=2099-01-01");
    expect(await screen.findByText("Enter a past time, like 2026-03-31 06:00")).toBeVisible();
    expect(commands.rejected.handover).not.toHaveBeenCalled();
  });

  it("is saved at the chosen place, and shows the problem of a failed save", async () => {
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "handover.html" });
    const save = vi.spyOn(commands.rejected, "saveReport").mockResolvedValue(null);
    const { user } = openWindow("/handover");
    await screen.findByRole("article", { name: "Shift handover" });
    await user.click(screen.getByRole("button", { name: "Save as HTML" }));
    await waitFor(() => expect(save).toHaveBeenCalledWith("h1", expect.stringMatching(/^<!doctype/)));
    expect(await screen.findByText("Handover saved")).toBeVisible();
    vi.spyOn(commands.rejected, "saveTable").mockRejectedValueOnce({
      code: "fileNotWritten",
      message: "disk full",
      detail: null,
      fields: [],
      outcome: null,
    });
    await user.click(screen.getByRole("button", { name: "Save as CSV" }));
    expect(commands.rejected.saveTable).toHaveBeenCalledWith("h1", expect.arrayContaining([["Shift handover"]]));
    expect(await screen.findByText("disk full")).toBeVisible();
  });
});
