import { afterEach, describe, expect, it, vi } from "vitest";
import { isAboutText, loadsAnew, refuseReloads } from "./reloading";

const none = { code: "", key: "", ctrlKey: false, metaKey: false, altKey: false };

describe("a key that reloads the page in a web view", () => {
  it.each([
    ["F5", { code: "F5", key: "F5" }],
    ["Ctrl+F5", { code: "F5", key: "F5", ctrlKey: true }],
    ["Ctrl+R", { code: "KeyR", key: "r", ctrlKey: true }],
    ["Ctrl+Shift+R", { code: "KeyR", key: "R", ctrlKey: true }],
    ["Cmd+R", { code: "KeyR", key: "r", metaKey: true }],
    ["Ctrl and the key of R on a Greek layout", { code: "KeyR", key: "ρ", ctrlKey: true }],
    ["Ctrl and the letter R elsewhere", { code: "KeyO", key: "r", ctrlKey: true }],
    ["the key of its own", { code: "BrowserRefresh", key: "BrowserRefresh" }],
  ])("is known: %s", (_, pressed) => expect(loadsAnew({ ...none, ...pressed })).toBe(true));

  it.each([
    ["a letter", { code: "KeyR", key: "r" }],
    ["AltGr", { code: "KeyR", key: "®", ctrlKey: true, altKey: true }],
    ["Alt+F5", { code: "F5", key: "F5", altKey: true }],
    ["another function key", { code: "F6", key: "F6" }],
  ])("is no other: %s", (_, pressed) => expect(loadsAnew({ ...none, ...pressed })).toBe(false));
});

describe("the page", () => {
  afterEach(() => document.body.replaceChildren());

  function field(html: string): Element {
    document.body.innerHTML = html;
    const [element] = document.body.children;
    if (!element) throw new Error("there is one");
    return element;
  }

  it("has no menu but that of a text", () => {
    for (const html of ["<input>", "<input type=password>", "<textarea></textarea>"]) {
      expect(isAboutText(field(html), 0, 0), html).toBe(true);
    }
    for (const html of ["<p>Text</p>", "<input type=checkbox>", "<input disabled>", "<input readonly>", "<button>"]) {
      expect(isAboutText(field(html), 0, 0), html).toBe(false);
    }
    const text = field("<p>01900000001</p>");
    document.getSelection()?.selectAllChildren(text);
    Range.prototype.getClientRects = () => [new DOMRect(10, 10, 50, 20)] as unknown as DOMRectList;
    expect(isAboutText(text, 20, 20), "what is selected can be copied").toBe(true);
    expect(isAboutText(text, 200, 20), "beside it").toBe(false);
  });

  it("keeps reloads from the web view, and hands the key on", () => {
    refuseReloads();
    const heard = vi.fn();
    window.addEventListener("keydown", heard);
    const pressed = (code: string, more: KeyboardEventInit = {}) => {
      const event = new KeyboardEvent("keydown", { code, key: code, bubbles: true, cancelable: true, ...more });
      document.body.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(pressed("F5")).toBe(true);
    expect(pressed("F5", { shiftKey: true })).toBe(true);
    expect(pressed("KeyR", { ctrlKey: true, key: "r" })).toBe(true);
    expect(heard, "Ctrl+R is Refresh, and others have theirs").toHaveBeenCalledTimes(3);
    expect(pressed("KeyA")).toBe(false);
    const menu = (element: Element) => {
      const event = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
      element.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(menu(field("<p>Text</p>"))).toBe(true);
    expect(menu(field("<input>"))).toBe(false);
  });
});
