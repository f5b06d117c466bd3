import "./theme/mantine.css";
import "./theme/fonts.css";
import "./theme/tokens.css";
import "./theme/tones.css";
import "./theme/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeRouter } from "./app/router";
import { queryClient, snapshotQuery } from "./desk/queries";
import "./i18n/i18n";

async function start() {
  await queryClient.fetchQuery(snapshotQuery);
  const root = document.getElementById("root");
  if (!root) throw new Error("index.html has no root element");
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={makeRouter()} />
      </QueryClientProvider>
    </StrictMode>,
  );
}

void start();
