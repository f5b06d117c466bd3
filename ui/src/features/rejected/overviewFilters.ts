// What a bar of the overview shows in the list.

import type { BarContent } from "../overview/chartData";
import type { RejectedPageView } from "./rejectedView";

/** Whether the view shows only the requests that a bar counts. `group` is the shown cause. */
export function isChosen({ period, age }: RejectedPageView, group: string | undefined, counted: BarContent): boolean {
  switch (counted.kind) {
    case "age":
      return age !== null && age.from === counted.from && age.to === counted.to;
    case "day":
      return period !== null && typeof period === "object" && period.from === counted.day && period.to === counted.day;
    case "cause":
      return group === counted.group;
  }
}

/** The part of the view that shows them; for a filter that is set already, the one that removes it. */
export function chosenBy(
  view: RejectedPageView,
  group: string | undefined,
  counted: BarContent,
): Partial<RejectedPageView> {
  const off = isChosen(view, group, counted);
  switch (counted.kind) {
    case "age":
      // Only open requests are counted by age and by cause.
      return { show: "open", age: off ? null : { from: counted.from, to: counted.to } };
    case "day":
      return { period: off ? null : { from: counted.day, to: counted.day } };
    case "cause":
      return { show: "open", group: counted.group, job: undefined };
  }
}
