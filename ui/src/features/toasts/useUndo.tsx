import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import { commands } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests, refreshSnapshot } from "../../api/queries";
import { ProblemNote } from "../../components/ProblemNote";
import style from "./Toasts.module.css";

/** Takes a held request back and opens its form with the same values (a PIN is typed again). */
export function useUndo() {
  const navigate = useNavigate();
  return useCallback(
    (key: string) => {
      void commands.outbox.undo(key).then(
        async (draft) => {
          await Promise.all([refreshRequests(), refreshSnapshot()]);
          await navigate({
            to: "/operations/$operationId",
            params: { operationId: draft.operation },
            search: { from: key },
          });
        },
        (reason: unknown) => tellProblem(reason),
      );
    },
    [navigate],
  );
}

/** Where an action of a toast failed there is no page to show it on. */
export function tellProblem(reason: unknown) {
  notifications.show({
    message: <ProblemNote problem={asProblem(reason)} role="status" />,
    autoClose: 10_000,
    withCloseButton: false,
    classNames: { root: style.toast, body: style.body, description: style.description },
  });
}
