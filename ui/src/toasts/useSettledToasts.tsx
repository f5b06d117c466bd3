import { notifications } from "@mantine/notifications";
import { useEffect } from "react";
import type { RequestRow, RequestState } from "../host/bindings";
import { onDesk } from "../host/events";
import { SettledToast } from "./SettledToast";
import style from "./Toasts.module.css";

/** Those that somebody must act on stay until they are closed. */
const stays: RequestState[] = ["rejected", "refused", "unknown"];

/** Tells how each request of this desk ended. */
export function useSettledToasts() {
  useEffect(
    () =>
      onDesk((event) => {
        if (event.kind === "settled") tellSettled(event.row);
      }),
    [],
  );
}

function tellSettled(row: RequestRow) {
  const id = `settled-${row.key}`;
  notifications.hide(id);
  notifications.show({
    id,
    message: <SettledToast row={row} onOpened={() => notifications.hide(id)} />,
    role: "status",
    autoClose: stays.includes(row.state) ? 30_000 : 6000,
    withCloseButton: true,
    classNames: { root: style.toast, body: style.body, description: style.description },
  });
}
