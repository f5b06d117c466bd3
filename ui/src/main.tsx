import "./theme/mantine.css";
import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/tones.css";
import "./theme/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PageFailed } from "./app/PageFailed";
import { makeRouter } from "./app/router";
import { queryClient, snapshotQuery } from "./desk/queries";
import { commands, type Theme } from "./host/bindings";
import { Appearance } from "./theme/Appearance";
import "./i18n/i18n";

function draw(page: ReactNode) {
  const root = document.getElementById("root");
  // index.html has it; without it there is nothing to draw on.
  if (root) createRoot(root).render(<StrictMode>{page}</StrictMode>);
}

/**
 * The window is hidden until now. It is shown in the colour of the theme, before React begins: the first
 * frame takes the web view as long as the first page takes React, and the two go side by side.
 */
function show(theme: Theme) {
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = theme === "dark" || (theme === "system" && systemIsDark);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  void commands.windowReady(dark);
}

/** Every page needs the snapshot, so it is asked for before anything is drawn. */
queryClient.fetchQuery(snapshotQuery).then(
  ({ preferences }) => {
    show(preferences.theme);
    draw(
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={makeRouter()} />
      </QueryClientProvider>,
    );
  },
  (reason: unknown) => {
    show("system");
    draw(
      <Appearance choice="system">
        <PageFailed error={reason} />
      </Appearance>,
    );
  },
);

// Most days begin here, and its parts arrive while the snapshot does.
void import("./sign-in/SignInPage");
