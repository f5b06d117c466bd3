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
import { commands } from "./host/bindings";
import { Appearance } from "./theme/Appearance";
import "./i18n/i18n";

function draw(page: ReactNode) {
  const root = document.getElementById("root");
  // index.html has it; without it there is nothing to draw on.
  if (root) createRoot(root).render(<StrictMode>{page}</StrictMode>);
}

/** Every page needs the snapshot, so it is asked for before anything is drawn. */
queryClient.fetchQuery(snapshotQuery).then(
  () =>
    draw(
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={makeRouter()} />
      </QueryClientProvider>,
    ),
  (reason: unknown) => {
    draw(
      <Appearance choice="system">
        <PageFailed error={reason} />
      </Appearance>,
    );
    void commands.windowReady(window.matchMedia("(prefers-color-scheme: dark)").matches);
  },
);
