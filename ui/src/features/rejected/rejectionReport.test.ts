import { describe, expect, it } from "vitest";
import { formatReport, isPin } from "./rejectionReport";

describe("a report", () => {
  it("has a line for the knowledge, separate parts, and long texts indented", () => {
    const text = formatReport([
      [
        ["Request", "58226 Add service"],
        ["Card", null],
      ],
      [["Answer", "Fault\nat C.java:42\n"]],
      [["Note", undefined]],
    ]);
    expect(text).toBe("Request: 58226 Add service\n\nAnswer: \n  Fault\n  at C.java:42");
  });

  it("knows a parameter that may hold a PIN", () => {
    for (const name of ["pin", "new_pin", "pin_code", "pinCode", "PIN", "parental_pin_value", "password"]) {
      expect(isPin(name), name).toBe(true);
    }
    for (const name of ["shipping_date", "smartcard_ca_id", "pinning"]) expect(isPin(name), name).toBe(false);
  });
});
