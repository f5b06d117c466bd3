import { QueryClientProvider } from "@tanstack/react-query";
import { createMemoryHistory, RouterProvider } from "@tanstack/react-router";
import { act, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { DeskEvent } from "../api/bindings";
import { queryClient } from "../api/queries";
import { makeRouter } from "../app/router";
import { forgetSession, sheetDismissed } from "../state/snapshot";
import "../i18n/i18n";
import { closePalette } from "../state/palette";

type Heard = (event: { payload: DeskEvent }) => void;

let listeners: Heard[] = [];

/** The globals that the Tauri shell puts into the window; commands are replaced by `fakeDesk`. */
const internals = {
  transformCallback: (heard: Heard) => listeners.push(heard),
  invoke: async (command: string) => (command === "plugin:event|listen" ? listeners.length : null),
};
Object.assign(window, {
  __TAURI_INTERNALS__: internals,
  __TAURI_EVENT_PLUGIN_INTERNALS__: { unregisterListener: () => undefined },
});

/** The whole window at a route, as it starts: shell, pages, sheet and toasts. Call `fakeDesk` before. */
export function openWindow(path: string) {
  listeners = [];
  forgetSession();
  sheetDismissed.set(false);
  closePalette();
  const router = makeRouter(createMemoryHistory({ initialEntries: [path] }));
  const user = userEvent.setup();
  const drawn = render(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
  return { user, router, ...drawn };
}

/** Emits an event of the desk. */
export const emit = (event: DeskEvent) =>
  act(async () => {
    for (const heard of listeners) heard({ payload: event });
  });
