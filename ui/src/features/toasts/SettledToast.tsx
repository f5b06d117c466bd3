import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { stateLook } from "../../components/StateLabel";
import { useOperationName } from "../../state/useOperationName";
import { subject } from "./subject";
import style from "./Toasts.module.css";

export function SettledToast({ row, onOpened }: { row: RequestRow; onOpened: () => void }) {
  const { t } = useTranslation(["shell", "states"]);
  const jobName = useOperationName();
  const navigate = useNavigate();
  const look = stateLook[row.state];
  return (
    <div className={style.grid} data-tone={look.tone}>
      <Icon of={look.icon} />
      <span className={style.title}>
        {t(row.number === null ? "shell:settledUnnumbered" : "shell:settled", {
          job: jobName(row),
          number: row.number,
          state: t(`states:${row.state}`),
        })}
      </span>
      <button
        type="button"
        className={style.link}
        onClick={() => {
          onOpened();
          void navigate({ to: "/requests/$key", params: { key: row.key } });
        }}
      >
        {t(row.state === "completed" ? "shell:open" : "shell:why")}
      </button>
      <bdi className={style.sub}>{row.errorText ?? subject(row)}</bdi>
    </div>
  );
}
