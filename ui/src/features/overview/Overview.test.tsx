import { screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { commands, type RejectedDay, type RejectedOverview } from "../../api/bindings";
import { expectNoViolations, fakeDesk, openOne } from "../../test/desk";
import { axisMarks, type BarContent, byDay, daysBetween, spans } from "./chartData";
import { Overview } from "./Overview";

const day = (at: number, requestType: string, count: number): RejectedDay => ({
  day: at,
  provider: "conax",
  requestType,
  count,
});

describe("the rows of the charts", () => {
  it("cover every day, also one without a rejection, and add up", () => {
    const { series, days } = byDay([day(1, "A", 2), day(3, "B", 5), day(3, "A", 1)], [1, 2, 3], nameOf, "Others");
    expect(series).toEqual(["B", "A"]);
    expect(days.map(({ counts }) => counts)).toEqual([
      [0, 2],
      [0, 0],
      [5, 1],
    ]);
  });

  it("join the rarest types in one, and lose none", () => {
    const all = ["A", "B", "C", "D", "E", "F"].map((type, place) => day(1, type, 10 - place));
    const { series, days } = byDay(all, [1], nameOf, "Others");
    expect(series).toEqual(["A", "B", "C", "D", "Others"]);
    expect(days[0]?.counts).toEqual([10, 9, 8, 7, 6 + 5]);
  });

  it("know where a bucket ends by where the next one begins", () => {
    expect(spans([24, 0, 4], (hours) => hours).map(({ from, to }) => [from, to])).toEqual([
      [0, 4],
      [4, 24],
      [24, undefined],
    ]);
  });

  it("have an axis of round numbers that ends at or above the longest bar", () => {
    expect(axisMarks(0)).toEqual([0, 1]);
    expect(axisMarks(2)).toEqual([0, 1, 2]);
    expect(axisMarks(42)).toEqual([0, 20, 40, 60]);
    expect(axisMarks(900)).toEqual([0, 500, 1000]);
  });

  it("have each day once, also when a clock is changed", () => {
    const start = (at: number) => Math.floor(at / 86_400_000) * 86_400_000;
    expect(daysBetween(10, 86_400_000 * 3, start)).toEqual([0, 86_400_000, 172_800_000, 259_200_000]);
  });
});

const nameOf = ({ requestType }: RejectedDay) => requestType ?? "";

const overview: RejectedOverview = {
  ages: [
    { hours: 0, count: 40 },
    { hours: 24, count: 2 },
  ],
  days: [],
  causes: [{ group: "g", requestType: "ADD_SUBSCRIPTIONS", title: "Card not known to Conax", line: null, count: 42 }],
  clearing: [{ minutes: 0, count: 0 }],
  medianMinutes: 22,
};

describe("the overview", () => {
  it("shows each chart as a table too, and says in words that a chart is empty", async () => {
    const { user } = start();
    const chart = await screen.findByRole("list", { name: "Open, by age" });
    const bars = within(chart).getAllByRole("button");
    expect(bars).toHaveLength(2);
    expect(bars[0]).toHaveAccessibleName("under 1 d: 40");
    expect(bars[1]).toHaveAccessibleName("1 d and more: 2");
    expect(screen.getByText("No request was rejected in this time.")).toBeVisible();
    expect(screen.getByText("No request was cleared in this time.")).toBeVisible();
    expect(screen.getByText("median 22 min")).toBeVisible();
    await user.click(screen.getByRole("radio", { name: "Tables" }));
    const ages = screen.getByRole("table", { name: "Open, by age" });
    expect(within(ages).getByRole("row", { name: "under 1 d 40" })).toBeVisible();
    expect(within(screen.getByRole("table", { name: "Most common open causes" })).getByText("42")).toBeVisible();
    await expectNoViolations();
  });

  it("filters by its bars, which the arrows walk", async () => {
    const { user, onChoose } = start();
    const bar = await screen.findByRole("button", { name: "under 1 d: 40" });
    await user.click(bar);
    expect(onChoose).toHaveBeenLastCalledWith({ kind: "age", from: 0, to: 24 });
    await user.keyboard("{ArrowDown}");
    const next = screen.getByRole("button", { name: "1 d and more: 2" });
    expect(next).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(onChoose).toHaveBeenLastCalledWith({ kind: "age", from: 24, to: null });
    expect(next).toHaveAttribute("aria-pressed", "false");
    await user.click(screen.getByRole("button", { name: "Card not known to Conax: 42", pressed: true }));
    expect(onChoose).toHaveBeenLastCalledWith({ kind: "cause", group: "g" });
  });
});

function start() {
  fakeDesk();
  vi.spyOn(commands.rejected, "rejectedOverview").mockResolvedValue(overview);
  const onChoose = vi.fn();
  const isChosen = (counted: BarContent) => counted.kind === "cause";
  const from = Date.now() - 3 * 86_400_000;
  return { onChoose, ...openOne(<Overview from={from} isChosen={isChosen} onChoose={onChoose} />) };
}
