import { describe, expect, it } from "vitest";
import { keysOf, type OperationId, operationById } from "./catalogue";
import { shortcutOf } from "./shortcuts";

const keys = (id: OperationId) => {
  const operation = operationById(id);
  return operation && keysOf(operation);
};
const none = { key: "", ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

describe("shortcuts", () => {
  it("go by the key's place, so that every layout has them", () => {
    // On a Greek layout this key types κ.
    expect(shortcutOf({ ...none, ctrlKey: true, code: "KeyK" })).toEqual({ kind: "command", id: "palette" });
    expect(shortcutOf({ ...none, altKey: true, code: "Digit2" })).toEqual({ kind: "page", to: "/requests" });
    expect(shortcutOf({ ...none, altKey: true, code: "Digit3" })).toEqual({ kind: "page", to: "/rejected" });
    expect(shortcutOf({ ...none, code: "F9" })).toEqual({ kind: "operation", id: "conax.add-to-pairing" });
    expect(shortcutOf({ ...none, altKey: true, code: "KeyY" })).toEqual({
      kind: "operation",
      id: "provisioning.resync",
    });
    expect(keys("provisioning.resync")).toBe("Alt+Y");
    expect(keys("conax.add-to-pairing")).toBe("F9");
  });

  it("are never a single letter, a digit or Enter: a scanner types those", () => {
    for (const code of ["KeyK", "Digit1", "Enter", "Tab", "Space"]) {
      expect(shortcutOf({ ...none, code }), code).toBeNull();
    }
  });

  it("leave the usual function keys and AltGr alone", () => {
    for (const code of ["F5", "F6", "F10", "F11", "F12"]) expect(shortcutOf({ ...none, code }), code).toBeNull();
    expect(shortcutOf({ ...none, ctrlKey: true, altKey: true, code: "KeyK" })).toBeNull();
    expect(shortcutOf({ ...none, ctrlKey: true, altKey: true, code: "KeyY" })).toBeNull();
    expect(shortcutOf({ ...none, altKey: true, code: "F4" }), "closes the window").toBeNull();
  });
});
