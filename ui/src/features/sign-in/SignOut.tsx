import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { LazyConfirm } from "../../components/LazyConfirm";
import { useStableCallback } from "../../components/useStableCallback";
import { createStore } from "../../state/createStore";
import { signOut, useSnapshot } from "../../state/snapshot";

const asking = createStore(false);

function useLeave() {
  const navigate = useNavigate();
  return () => void signOut().then(() => navigate({ to: "/sign-in" }));
}

/** The requests of this connection that are not sent yet. */
function useWaiting(): number {
  const { held, queued, notSent } = useSnapshot().outbox;
  return held + queued + notSent;
}

/** Signs out, and asks before where requests wait to be sent. */
export function useSignOut(): () => void {
  const leave = useLeave();
  const waiting = useWaiting();
  return useStableCallback(() => (waiting > 0 ? asking.set(true) : leave()));
}

/** The question before a sign-out, over any page. */
export function SignOutHost() {
  const { t } = useTranslation("shell");
  const leave = useLeave();
  const count = useWaiting();
  const user = useSnapshot().session?.user;
  if (!asking.use()) return null;
  return (
    <LazyConfirm
      question={{
        title: t("leaving.title", { count }),
        text: t("leaving.text", { count, user }),
        keep: t("leaving.keep"),
        act: t("signOut"),
      }}
      onNo={() => asking.set(false)}
      onYes={() => {
        asking.set(false);
        leave();
      }}
    />
  );
}
