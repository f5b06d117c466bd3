import "./api/freezePrototypes";
import "./theme/mantine.css";
import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/tones.css";
import "./theme/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { type ReactNode, StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import { commands, type Theme } from "./api/bindings";
import { queryClient, snapshotQuery } from "./api/queries";
import { Appearance } from "./app/Appearance";
import { PageFailed } from "./app/PageFailed";
import { refuseReloads } from "./app/reloading";
import { makeRouter } from "./app/router";
import "./i18n/i18n";

refuseReloads();

/** Renders synchronously: React would otherwise let the web view paint an empty page or two in between. */
function draw(page: ReactNode) {
  const root = document.getElementById("root");
  // index.html has this element.
  if (root) flushSync(() => createRoot(root).render(<StrictMode>{page}</StrictMode>));
}

/** The window is there already, in the colour of the last start; now the page's own theme is known. */
function show(theme: Theme) {
  const systemIsDark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const dark = theme === "dark" || (theme === "system" && systemIsDark);
  document.documentElement.dataset.theme = dark ? "dark" : "light";
  void commands.window.windowReady(dark);
}

// Loaded by the time of the first layout, which would otherwise look for another font and be done twice.
for (const family of ["Inter Variable", "JetBrains Mono Variable"]) void document.fonts.load(`14px "${family}"`);

/** Every page needs the snapshot, so it is asked for before anything is drawn; and the first page is drawn whole. */
async function start() {
  const { preferences } = await queryClient.fetchQuery(snapshotQuery);
  show(preferences.theme);
  const router = makeRouter();
  await router.load();
  draw(
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>,
  );
}

start().catch((reason: unknown) => {
  show("system");
  draw(
    <Appearance choice="system">
      <PageFailed error={reason} />
    </Appearance>,
  );
});
