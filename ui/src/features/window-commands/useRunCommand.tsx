import { useNavigate, useRouter } from "@tanstack/react-router";
import { useCallback } from "react";
import { commands } from "../../api/bindings";
import { helpSheet } from "../../state/helpSheet";
import { openPalette } from "../../state/palette";
import { savePreferences, useSnapshot } from "../../state/snapshot";
import { SANDBOX, startTour } from "../../state/tour";
import type { WindowCommandId } from "../../state/windowCommands";
import { changeZoom, type ZoomStep } from "../../state/zoom";
import { outboxOpen } from "../outbox/OutboxHost";
import { useSignOut } from "../sign-in/SignOut";

/** Runs a command of the window. */
export function useRunCommand(): (id: WindowCommandId) => void {
  const navigate = useNavigate();
  const router = useRouter();
  const signOut = useSignOut();
  const { connection, session } = useSnapshot();
  const inSandbox = connection === SANDBOX && session?.state === "active";
  return useCallback(
    (id) => {
      const run: Record<WindowCommandId, () => unknown> = {
        palette: () => openPalette(""),
        outbox: () => outboxOpen.set(true),
        // The page shows what came of it.
        refresh: () => commands.mirror.refreshRequests().catch(() => undefined),
        help: () => helpSheet.set("keys"),
        closeMessages: async () => (await toasts()).closeToasts(),
        tour: async () => {
          helpSheet.set(null);
          await navigate({ to: await startTour({ inSandbox }) });
        },
        handover: () => navigate({ to: "/handover" }),
        light: () => savePreferences({ theme: "light" }),
        dark: () => savePreferences({ theme: "dark" }),
        system: () => savePreferences({ theme: "system" }),
        zoomIn: () => zoom("in"),
        zoomOut: () => zoom("out"),
        zoomReset: () => zoom("reset"),
        copyLink: async () => (await import("../links/copyLink")).copyLink(router.latestLocation.href),
        diagnostics: async () => (await toasts()).copyDiagnostics(),
        logs: async () => (await toasts()).openLogs(),
        licences: () => helpSheet.set("licences"),
        signOut,
      };
      void run[id]();
    },
    [navigate, router, signOut, inSandbox],
  );
}

async function zoom(step: ZoomStep) {
  const percent = await changeZoom(step);
  (await toasts()).showZoom(percent);
}

/** Loaded when one is shown: no first page needs messages. */
const toasts = () => import("./commandToasts");
