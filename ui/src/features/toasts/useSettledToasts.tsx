import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow, RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { stateShownByPage } from "../../state/uiState";
import { SettledToast } from "./SettledToast";
import style from "./Toasts.module.css";

/** Those that somebody must act on stay longer. */
const stays: RequestState[] = ["rejected", "refused", "unknown"];

/** Tells how each request of this desk ended, unless the page does. */
export function useSettledToasts() {
  const { t } = useTranslation();
  useEffect(
    () =>
      onDesk((event) => {
        if (event.kind === "settled" && event.row.key !== stateShownByPage.get()) tellSettled(event.row, t("close"));
      }),
    [t],
  );
}

function tellSettled(row: RequestRow, close: string) {
  const id = `settled-${row.key}`;
  notifications.hide(id);
  notifications.show({
    id,
    message: <SettledToast row={row} onOpened={() => notifications.hide(id)} />,
    role: "status",
    autoClose: stays.includes(row.state) ? 30_000 : 6000,
    withCloseButton: true,
    closeButtonProps: { "aria-label": close },
    classNames: { root: style.toast, body: style.body, description: style.description },
  });
}
