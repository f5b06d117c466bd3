import { useNavigate, useRouter } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import type { Job } from "../../api/bindings";
import { shortcutOf } from "../../app/navigation/shortcuts";
import { jobForKey, jobId } from "./jobs";

/** The keys of the page, before those of the window: a job begins for this thing, and Ctrl+R reads it again. */
export function useThingKeys(jobs: Job[], refresh: () => void) {
  const navigate = useNavigate();
  const router = useRouter();

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector("[role=dialog], [role=listbox], [role=menu]")) return;
    const shortcut = shortcutOf(event);
    if (shortcut?.kind === "refresh") take(event, refresh);
    else if (shortcut?.kind === "operation") {
      const job = jobForKey(jobs, shortcut.id);
      if (job?.unfit) take(event, () => document.getElementById(jobId(job))?.focus());
      else if (job) {
        const { operation, values } = job;
        const search = { with: JSON.stringify(values) };
        take(
          event,
          () => void navigate({ to: "/operations/$operationId", params: { operationId: operation }, search }),
        );
      }
    } else if (event.key === "Escape") {
      const back = router.history.canGoBack();
      take(event, () => (back ? router.history.back() : void navigate({ to: "/entities" })));
    }
  });

  useEffect(() => {
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);
}

function take(event: KeyboardEvent, act: () => void) {
  event.preventDefault();
  event.stopPropagation();
  act();
}
