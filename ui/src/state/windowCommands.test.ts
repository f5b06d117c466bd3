import { expect, it } from "vitest";
import { shortcutOf } from "./shortcuts";
import { windowCommandOf } from "./windowCommands";

const ctrl = { key: "", ctrlKey: true, metaKey: false, altKey: false, shiftKey: false };
const commandOf = (pressed: Parameters<typeof windowCommandOf>[0]) => windowCommandOf(pressed)?.id;

it("zooms by the character, wherever the layout has it", () => {
  expect(commandOf({ ...ctrl, code: "Equal", key: "=" }), "without Shift, as in browsers").toBe("zoomIn");
  expect(commandOf({ ...ctrl, code: "Equal", key: "+", shiftKey: true })).toBe("zoomIn");
  expect(commandOf({ ...ctrl, code: "BracketRight", key: "+" }), "German").toBe("zoomIn");
  expect(commandOf({ ...ctrl, code: "NumpadAdd", key: "+" })).toBe("zoomIn");
  expect(commandOf({ ...ctrl, code: "Digit6", key: "-" }), "AZERTY").toBe("zoomOut");
  expect(commandOf({ ...ctrl, code: "Digit0", key: "à" }), "AZERTY").toBe("zoomReset");
  expect(commandOf({ ...ctrl, ctrlKey: false, code: "Minus", key: "-" }), "a scanner types it").toBeUndefined();
  expect(commandOf({ ...ctrl, altKey: true, code: "Digit0", key: "}" }), "AltGr").toBeUndefined();
});

it("has keys that no page handles a second time", () => {
  for (const pressed of [
    { ...ctrl, code: "Equal", key: "=" },
    { ...ctrl, ctrlKey: false, code: "F1", key: "F1" },
  ]) {
    expect(commandOf(pressed)).toBeDefined();
    expect(shortcutOf(pressed)).toBeNull();
  }
});
