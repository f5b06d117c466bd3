import { describe, expect, it } from "vitest";
import type { JobRepair, JobVerdict } from "../../../api/bindings";
import { CARD } from "../../../test/field";
import {
  changed,
  countCertain,
  type ImportLine,
  importLines,
  isLost,
  isTaken,
  repair,
  repairCertain,
  swap,
} from "./jobImport";

const use = (text: string, ends: JobVerdict[]): JobRepair => ({ part: "smartcard", text, ends });

function line(smartcard: string, verdicts: JobVerdict[] = [], repairs: JobRepair[] = [], id = 1): ImportLine {
  const draft = { subscription: null, smartcard, setTopBox: "stb1", note: null };
  return importLines([{ id, line: 1, draft, verdicts, repairs }])[0] as ImportLine;
}

describe("a line of a list", () => {
  it("is repaired only when the user accepts the repair", () => {
    const printed = line(`${CARD}5`, ["twelveDigits"], [use(CARD, ["twelveDigits"])]);
    expect(printed).toMatchObject({ draft: { smartcard: `${CARD}5` }, leftOut: false });
    expect(repair(printed, use(CARD, ["twelveDigits"]))).toMatchObject({
      draft: { smartcard: CARD },
      verdicts: [],
      repairs: [],
    });
    expect(swap(line("stb2", ["swapped"])).draft).toMatchObject({ smartcard: "stb1", setTopBox: "stb2" });
  });

  it("keeps the faults that a repair leaves", () => {
    const repairs = [use("1906618840", ["protected"]), use(CARD, ["protected", "lostZero"])];
    const both = line('="1906618840"', ["protected", "lostZero"], repairs);
    expect(both.leftOut).toBe(true);
    const once = repair(both, repairs[0] as JobRepair);
    expect(once).toMatchObject({ verdicts: ["lostZero"], repairs: [use(CARD, ["lostZero"])], leftOut: false });
    expect(repair(both, repairs[1] as JobRepair)).toMatchObject({ verdicts: [], repairs: [], leftOut: false });
    const box: JobRepair = { part: "setTopBox", text: "stb1", ends: ["protected"] };
    const two = line('="1"', ["protected"], [use("1", ["protected"]), box]);
    expect(repair(two, use("1", ["protected"]))).toMatchObject({ verdicts: ["protected"], leftOut: true });
  });

  it("is left out where its number is in doubt, and lost where there is none", () => {
    for (const verdict of ["exponent", "protected", "invisible", "grouped"] as const) {
      expect(line("1", [verdict]).leftOut, verdict).toBe(true);
      expect(isLost(line("1", [verdict])), verdict).toBe(false);
    }
    for (const verdict of ["empty", "twice"] as const) expect(isLost(line("1", [verdict])), verdict).toBe(true);
    for (const verdict of ["swapped", "lostZero", "pinLeftOut"] as const) {
      expect(line("1", [verdict]).leftOut, verdict).toBe(false);
    }
  });

  it("is marked as a duplicate of a line above, for as long as it is one", () => {
    const first = line(CARD, [], [], 1);
    const second = line("1906618840", ["lostZero"], [use(CARD, ["lostZero"])], 2);
    const same = changed([first, second], repair(second, use(CARD, ["lostZero"])));
    expect(same.map(isTaken)).toEqual([true, false]);
    expect(changed(same, { ...first, leftOut: true }).map(isTaken)).toEqual([false, true]);
  });

  it("is repaired with all others where no value is guessed", () => {
    const lines = [
      line('="01906618841"', ["protected"], [use("01906618841", ["protected"])], 1),
      line("1906618842", ["lostZero"], [use("01906618842", ["lostZero"])], 2),
      line(
        '="1906618843"',
        ["protected", "lostZero"],
        [use("1906618843", ["protected"]), use("0", ["protected", "lostZero"])],
        3,
      ),
    ];
    expect(countCertain(lines)).toBe(2);
    const repaired = repairCertain(lines);
    expect(repaired.map(({ draft }) => draft.smartcard)).toEqual(["01906618841", "1906618842", "1906618843"]);
    expect(countCertain(repaired)).toBe(0);
  });
});
