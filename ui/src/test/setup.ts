// As in the window: a library that cannot live with it is seen here.

import "../api/freezePrototypes";
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterAll, afterEach, vi } from "vitest";

// APIs that jsdom lacks and Mantine uses.
vi.stubGlobal(
  "matchMedia",
  (query: string): Partial<MediaQueryList> => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }),
);
vi.stubGlobal(
  "ResizeObserver",
  class {
    observe() {}
    unobserve() {}
    disconnect() {}
  },
);
// A menu whose button has no size counts as scrolled away, and hides itself.
window.Element.prototype.getBoundingClientRect = () => new DOMRect(8, 8, 24, 24);
window.HTMLElement.prototype.scrollIntoView = () => undefined;
window.scrollTo = () => undefined;
window.HTMLCanvasElement.prototype.getContext = () => null;
Object.defineProperty(document, "fonts", { value: new EventTarget() });
// React warns of an element that the document does not know, and jsdom does not know `search`.
const create = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element: HTMLElement = create(name, options);
  if (name === "search") Object.defineProperty(element, Symbol.toStringTag, { value: "HTMLElement" });
  return element;
};

// Pages are fetched when they are opened, and the machine may be busy: no test hangs on a second.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  // A closed dialog refuses an Enter that follows at once (`refuseEnters`), until another key: the first Enter of the
  // next test is not one of those.
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
});

/** Each turn of the event loop ends one slice of React's work. */
const TURNS = 20;

// The end of a file takes `window` away, and the server of modules. What is under way is ended before: parts of pages that
// are still fetched, and tasks of React's scheduler, which read `window` even when all trees are gone
// (react/react#37100).
afterAll(async () => {
  await vi.dynamicImportSettled();
  for (let turn = 0; turn < TURNS; turn += 1) await new Promise((done) => setImmediate(done));
});
