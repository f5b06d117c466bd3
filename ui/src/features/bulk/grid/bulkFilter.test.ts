import { describe, expect, it } from "vitest";
import type { BulkFilter } from "../../../api/bindings";
import { EVERY_ROW, filterOf, searchOf } from "./bulkFilter";

describe("the filter in the address", () => {
  it("is the same after it was written and read", () => {
    const filters: BulkFilter[] = [
      EVERY_ROW,
      { show: "part", part: "failed" },
      { show: "finding", kind: "lostZero", field: "smartcard_identifier" },
      { show: "repaired" },
      { show: "dryRun", kind: "boxTaken", field: "stb_set" },
    ];
    for (const filter of filters) expect(filterOf(searchOf(filter))).toEqual(filter);
  });

  it("shows all rows for an address that is not known", () => {
    for (const search of [{ show: "nonsense" }, { show: "finding" }, { show: "dryRun", kind: "x" }, { show: 3 }]) {
      expect(filterOf(search)).toEqual(EVERY_ROW);
    }
  });
});
