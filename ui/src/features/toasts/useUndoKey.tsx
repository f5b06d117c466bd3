import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconClockX } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../api/bindings";
import { queryClient, requestsQuery } from "../../api/queries";
import { useDates } from "../../state/dates";
import { useOwnRequests } from "../../state/ownRequests";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { isUndoKey, newestUndoable, undoNewest } from "../../state/undoStack";
import { showToast, subjectOf, ToastBody } from "./showToast";

/** A request that was sent longer ago is not what the key is pressed for. */
const RECENT_MS = 10 * 60_000;

const TOO_LATE = "too-late";

/**
 * Ctrl+Z on every page: undoes the newest of the held requests and of the page's own actions. Where a request has left
 * already, it says so. `undo` is absent where the page itself undoes held requests.
 */
export function useUndoKey(held: RequestRow | undefined, undo: ((key: string) => void) | undefined) {
  const own = useOwnRequests();

  /** The newest request of the user, if it left recently. */
  async function recentlyLeft(): Promise<RequestRow | undefined> {
    const since = Date.now() - RECENT_MS;
    const query = requestsQuery({ filter: { ...own, single: true, from: since }, limit: 1 });
    const [row] = (await queryClient.fetchQuery({ ...query, staleTime: 0 })).rows;
    return row && row.state !== "held" && row.state !== "cancelled" ? row : undefined;
  }
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || !isUndoKey(event) || document.querySelector('[aria-modal="true"]')) return;
    const newest = newestUndoable();
    if (newest && newest.at >= (held?.created ?? 0)) {
      event.preventDefault();
      undoNewest();
    } else if (held && undo) {
      event.preventDefault();
      undo(held.key);
    } else if (!held) {
      // Not prevented: in an emptied field the key still undoes typing.
      recentlyLeft().then(
        (row) => row && showToast({ id: TOO_LATE, message: <TooLate row={row} /> }),
        () => undefined,
      );
    }
  });
  useEffect(() => {
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);
}

function TooLate({ row }: { row: RequestRow }) {
  const { t } = useTranslation("shell");
  const { holdSeconds } = useSnapshot().preferences;
  const dates = useDates();
  const navigate = useNavigate();
  const jobName = useOperationName();
  const at = row.created === null ? "" : dates.seconds(row.created);
  function open() {
    notifications.hide(TOO_LATE);
    void navigate({ to: "/requests/$key", params: { key: row.key } });
  }
  return (
    <ToastBody
      tone="warn"
      icon={IconClockX}
      title={t("tooLate", { job: jobName(row), at })}
      action={
        <Button size="xs" onClick={open}>
          {t("open")}
        </Button>
      }
      detail={[t(holdSeconds > 0 ? "tooLateHold" : "tooLateNoHold", { seconds: holdSeconds }), subjectOf(row)]
        .filter(Boolean)
        .join(" ")}
    />
  );
}
