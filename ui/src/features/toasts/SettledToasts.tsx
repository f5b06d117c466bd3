import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow, RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { stateLook } from "../../components/labels/StateLabel";
import { useOperationName } from "../../state/requestTexts";
import { stateShownByPage } from "../../state/uiState";
import { showToast, subjectOf, ToastBody } from "./showToast";
import classes from "./toasts.module.css";

function SettledToast({ row, onOpened }: { row: RequestRow; onOpened: () => void }) {
  const { t } = useTranslation(["shell", "states"]);
  const jobName = useOperationName();
  const navigate = useNavigate();
  const look = stateLook[row.state];
  return (
    <ToastBody
      tone={look.tone}
      icon={look.icon}
      title={t(row.number === null ? "shell:settledUnnumbered" : "shell:settled", {
        job: jobName(row),
        number: row.number,
        state: t(`states:${row.state}`),
      })}
      action={
        <button
          type="button"
          className={classes.link}
          onClick={() => {
            onOpened();
            void navigate({ to: "/requests/$key", params: { key: row.key } });
          }}
        >
          {t(row.state === "completed" ? "shell:open" : "shell:why")}
        </button>
      }
      detail={row.errorText ?? subjectOf(row)}
    />
  );
}

/** The states that need an action of the user: their toasts stay longer. */
const stays: RequestState[] = ["rejected", "refused", "unknown"];

/** Shows how each request of this desk ended, unless the page shows it. */
export function useSettledToasts() {
  const { t } = useTranslation();
  useEffect(
    () =>
      onDesk((event) => {
        if (event.kind === "settled" && event.row.key !== stateShownByPage.get()) showSettled(event.row, t("close"));
      }),
    [t],
  );
}

function showSettled(row: RequestRow, close: string) {
  const id = `settled-${row.key}`;
  notifications.hide(id);
  showToast({
    id,
    message: <SettledToast row={row} onOpened={() => notifications.hide(id)} />,
    autoClose: stays.includes(row.state) ? 30_000 : 6000,
    closeLabel: close,
  });
}
