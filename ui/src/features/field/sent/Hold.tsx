import { IconArrowBackUp, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../../api/bindings";
import { refreshRequests } from "../../../api/queries";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/StateLabel";
import { useNow } from "../../../state/clock";
import { useJobName } from "../../../state/useJobName";
import { TouchButton } from "../Touch";
import sent from "./sent.module.css";

/** A request that can still be taken back, and for how long. */
export function Hold({ row, onUndo }: { row: RequestRow; onUndo: () => void }) {
  const { t } = useTranslation("forms");
  const jobName = useJobName();
  const seconds = Math.ceil(Math.max(0, (row.heldUntil ?? 0) - useNow(200)) / 1000);
  return (
    <section className={sent.held} aria-label={jobName(row)}>
      <div className={sent.sentHead}>
        <h2>{jobName(row)}</h2>
        <StateLabel state="held" pill />
      </div>
      {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
      {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      <p role="timer" aria-live="off">
        {seconds > 0 ? (
          <>
            {t("leavesIn")} <b>{t("secondsLeft", { count: seconds })}</b>
          </>
        ) : (
          t("leaving")
        )}
      </p>
      <div className={sent.pairOf}>
        <TouchButton icon={IconArrowBackUp} aria-keyshortcuts="Control+Z" onClick={onUndo}>
          {t("undo")}
        </TouchButton>
        <TouchButton
          icon={IconSend}
          mirrors
          onClick={() => void commands.outbox.sendNow(row.key).then(refreshRequests, refreshRequests)}
        >
          {t("sendNow")}
        </TouchButton>
      </div>
    </section>
  );
}
