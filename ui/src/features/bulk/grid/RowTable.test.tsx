import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { type BatchView, type BulkRow, commands } from "../../../api/bindings";
import { bulkRow, check, fakeBulk, planned, sheet } from "../../../test/bulk";
import { row as request } from "../../../test/desk";
import { emit, openWindow } from "../../../test/window";

beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(900);
  vi.spyOn(Element.prototype, "scrollHeight", "get").mockReturnValue(16_030);
});

const running: BatchView = { ...planned, state: "running", total: 500, ready: 400, sent: 201, reading: 100 };
const started = { ...sheet, rows: 500, check: { ...check, batch: running } };

/** Rows 0 to 200 have requests; the last one is on the wire. */
function fakeRun() {
  const at = (place: number): BulkRow => {
    const state = place < 200 ? "pending" : "sending";
    return bulkRow(place, place <= 200 ? { request: request({ key: `k${place}`, state }) } : {});
  };
  const bulk = fakeBulk(started);
  bulk.rows.mockImplementation(async (_, filter, offset, limit) => {
    const rows = Array.from({ length: limit }, (_, row) => at(offset + row)).filter(({ place }) => place < 500);
    return { rows, total: filter.show === "part" && filter.part === "all" ? 500 : 400 };
  });
  const scroll = vi.fn<(to: ScrollToOptions) => void>();
  // jsdom has none.
  Element.prototype.scrollTo = scroll as typeof Element.prototype.scrollTo;
  return { ...bulk, scroll };
}

/** The pixel that was scrolled to last. */
const scrolledTo = ({ scroll }: ReturnType<typeof fakeRun>) => scroll.mock.lastCall?.[0].top ?? 0;

/** Not what is announced. */
const SHOWN = { selector: "span" };

describe("the rows of a sheet", () => {
  it("mark what a repair added, and say how the cell was", async () => {
    fakeBulk(sheet, [bulkRow(0, { cells: ["01900000001", "S100", ""], repaired: [{ column: 0, was: "1900000001" }] })]);
    openWindow("/bulk/s1");
    const row = await screen.findByRole("row", { name: /^2, 01900000001, S100, Repaired, was 1900000001/ });
    expect([...row.querySelectorAll("mark")].map(({ textContent }) => textContent)).toEqual(["0"]);
    within(row).getByText("Repaired, was 1900000001");
  });

  it("have their state from the start on", async () => {
    const ready = bulkRow(0);
    const bulk = fakeBulk(sheet, [ready]);
    openWindow("/bulk/s1");
    await screen.findByRole("row", { name: /^2, / });
    expect(screen.queryByRole("columnheader", { name: "State" })).toBeNull();
    // The rows themselves are the same as before.
    const canary = { ...planned, state: "canary" as const, reading: planned.reading + 9 };
    vi.mocked(commands.batches.batch).mockResolvedValue(canary);
    bulk.rows.mockReturnValue(new Promise(() => undefined));
    await emit({ kind: "batch", batch: canary });
    const heads = await screen.findAllByRole("columnheader");
    const row = screen.getByRole("row", { name: /^2, / });
    expect(within(row).getAllByRole("cell")).toHaveLength(heads.length);
    screen.getByRole("columnheader", { name: "State" });
  });

  it("are followed to the one being sent, until the user scrolls", async () => {
    const run = fakeRun();
    const { user } = openWindow("/bulk/s1");
    await screen.findByText("Following the row being sent", SHOWN);
    // The middle of the grid: 200 rows of 32 pixels before it.
    await waitFor(() => expect(scrolledTo(run)).toBeGreaterThan(6_000));
    expect(scrolledTo(run)).toBeLessThan(6_500);
    screen.getByRole("grid", { name: "Rows of the sheet" }).dispatchEvent(new Event("wheel", { bubbles: true }));
    const follow = await screen.findByRole("button", { name: "Follow the row being sent" });
    screen.getByText(/^Lines 1–/);
    run.scroll.mockClear();
    await user.click(follow);
    await waitFor(() => expect(scrolledTo(run)).toBeGreaterThan(6_000));
    await user.click(screen.getByRole("button", { name: "Stop following" }));
    expect(screen.queryByText("Following the row being sent", SHOWN)).toBeNull();
  });

  it("are not followed any more when the focus moves to another row", async () => {
    fakeRun();
    const { user } = openWindow("/bulk/s1");
    await screen.findByText("Following the row being sent", SHOWN);
    const [first] = await screen.findAllByRole("row", { name: /^2, / });
    first?.focus();
    screen.getByText("Following the row being sent", SHOWN);
    await user.keyboard("{ArrowDown}");
    await screen.findByRole("button", { name: "Follow the row being sent" });
  });

  it("are followed without motion for those who want none", async () => {
    vi.spyOn(window, "matchMedia").mockImplementation(
      (query) =>
        ({ matches: query.includes("reduced-motion"), addEventListener() {}, removeEventListener() {} }) as never,
    );
    const run = fakeRun();
    openWindow("/bulk/s1");
    await waitFor(() => expect(scrolledTo(run)).toBeGreaterThan(6_000));
    expect(run.scroll.mock.calls.map(([{ behavior }]) => behavior)).not.toContain("smooth");
  });

  it.each(["show=failed", "show=leftOut", "show=repaired"])("are not followed with %s", async (search) => {
    fakeRun();
    openWindow(`/bulk/s1?${search}`);
    await screen.findByRole("grid", { name: "Rows of the sheet" });
    expect(screen.queryByText("Following the row being sent", SHOWN)).toBeNull();
    expect(screen.queryByRole("button", { name: "Follow the row being sent" })).toBeNull();
  });

  it("stay on the screen while they are read again", async () => {
    const run = fakeRun();
    openWindow("/bulk/s1");
    await screen.findByText("Following the row being sent", SHOWN);
    await waitFor(() => expect(screen.queryAllByRole("row", { name: "Loading" })).toHaveLength(0));
    const before = run.rows.mock.calls.length;
    run.rows.mockReturnValue(new Promise(() => undefined));
    vi.mocked(commands.batches.batch).mockResolvedValue({ ...running, sent: 202, reading: 101 });
    await emit({ kind: "batch", batch: { ...running, sent: 202, reading: 101 } });
    await waitFor(() => expect(run.rows.mock.calls.length).toBeGreaterThan(before));
    expect(screen.queryAllByRole("row", { name: "Loading" })).toHaveLength(0);
  });

  it("of a hundred thousand are drawn and read as they come onto the screen", async () => {
    const bulk = fakeBulk({ ...sheet, rows: 100_000 });
    bulk.rows.mockImplementation(async (_, __, offset, limit) => ({
      rows: Array.from({ length: limit }, (_, at) => bulkRow(offset + at)),
      total: 100_000,
    }));
    openWindow("/bulk/s1");
    const grid = await screen.findByRole("grid", { name: "Rows of the sheet" });
    const scroller = grid.parentElement as HTMLElement;
    for (let top = 0; top <= 32_000; top += 320) {
      scroller.scrollTop = top;
      fireEvent.scroll(scroller);
    }
    await within(grid).findByRole("row", { name: /^1002, / });
    expect(within(grid).getAllByRole("row").length).toBeLessThan(40);
    // A thousand rows in windows of a hundred, and one ahead.
    expect(bulk.rows.mock.calls.length).toBeLessThanOrEqual(12);
    expect(new Set(bulk.rows.mock.calls.map(([, , offset]) => offset)).size).toBe(bulk.rows.mock.calls.length);
  });
});
