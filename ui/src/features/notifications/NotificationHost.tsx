import "../../i18n/lazyNamespaces";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type DeskEvent, type RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { useStableCallback } from "../../components/useStableCallback";
import { isOver, seenGoing } from "../../state/batches";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { makeNotifier } from "./makeNotifier";
import { type Tally, totalOf, withBatch, withRequest } from "./tally";

/** Tells by a notification of the system that requests of this person ended while the window is not in front. */
export function NotificationHost() {
  const say = useNotificationText();
  const jobName = useOperationName();
  const navigate = useNavigate();
  const { session, preferences } = useSnapshot();
  const show = useStableCallback((tally: Tally) => {
    // Without a notification the toasts still say it.
    commands.window.notify({ title: say(tally), body: "" }).catch(() => undefined);
  });
  const [notifier] = useState(() => makeNotifier({ inFront: () => commands.window.inFront(), show }));
  const over = useRef(new Set<string>());
  const ended = useStableCallback((event: DeskEvent) => {
    if (event.kind === "notificationRead") {
      const { only, counts } = notifier.read();
      if (!event.opened) return;
      if (only) void navigate({ to: "/requests/$key", params: { key: only.key } });
      else if (totalOf({ only, counts }) > 0) {
        void navigate({ to: "/requests", search: { mine: "true", sort: "-updated" } });
      }
    }
    if (!session || !preferences.notifications) return;
    if (event.kind === "settled" && event.row.mine && event.row.user === session.user) {
      const { key, state } = event.row;
      const job = jobName(event.row);
      void notifier.add((tally) => withRequest(tally, { key, job, state }));
    }
    if (event.kind === "batch" && event.batch.user === session.user && isOver(event.batch)) {
      const { batch } = event;
      // One that was over before this window opened is no news.
      if (!seenGoing.get().has(batch.id) || over.current.has(batch.id)) return;
      over.current.add(batch.id);
      void notifier.add((tally) => withBatch(tally, batch));
    }
  });
  useEffect(() => onDesk(ended), [ended]);
  return null;
}

const STATES = ["completed", "rejected", "refused", "unknown", "notSent", "cancelled", "other"] as const;

/** `Create pairing: completed`, or `3 requests ended: 2 completed, 1 rejected`. */
function useNotificationText(): (tally: Tally) => string {
  const { t } = useTranslation("notifications");
  return (tally) => {
    if (tally.only) return t("one", { job: tally.only.job, state: t(`state.${stateOf(tally.only.state)}`) });
    const parts = STATES.flatMap((state) => {
      const count = tally.counts[state] ?? 0;
      return count === 0 ? [] : [t("part", { count, state: t(`state.${state}`) })];
    });
    return t("many", { count: totalOf(tally), parts: parts.join(", ") });
  };
}

const stateOf = (state: RequestState) => STATES.find((known) => known === state) ?? "other";
