import { notifications } from "@mantine/notifications";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow, RequestState } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { Icon } from "../../components/Icon";
import { stateLook } from "../../components/StateLabel";
import { stateShownByPage } from "../../state/holds";
import { useJobName } from "../../state/useJobName";
import { subjectOf } from "./showToast";
import classes from "./toasts.module.css";

function SettledToast({ row, onOpened }: { row: RequestRow; onOpened: () => void }) {
  const { t } = useTranslation(["shell", "states"]);
  const jobName = useJobName();
  const navigate = useNavigate();
  const look = stateLook[row.state];
  return (
    <div className={classes.grid} data-tone={look.tone}>
      <Icon of={look.icon} />
      <span className={classes.title}>
        {t(row.number === null ? "shell:settledUnnumbered" : "shell:settled", {
          job: jobName(row),
          number: row.number,
          state: t(`states:${row.state}`),
        })}
      </span>
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
      <bdi className={classes.sub}>{row.errorText ?? subjectOf(row)}</bdi>
    </div>
  );
}

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
    classNames: { root: classes.toast, body: classes.body, description: classes.description },
  });
}
