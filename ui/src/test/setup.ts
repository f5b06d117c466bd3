// As in the window: a library that cannot live with it is seen here.

import "../api/freezePrototypes";
import "@testing-library/jest-dom/vitest";
import { cleanup, configure } from "@testing-library/react";
import { afterEach, vi } from "vitest";

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

// Pages are fetched when they are opened, and the machine may be busy: no test hangs on a second.
configure({ asyncUtilTimeout: 10_000 });

afterEach(() => {
  cleanup();
  // A closed dialog refuses an Enter that follows at once (`refuseEnters`), until another key: the first Enter of the
  // next test is not one of those.
  window.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
});
