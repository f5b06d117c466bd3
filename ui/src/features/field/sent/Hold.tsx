import { IconArrowBackUp, IconSend } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../../api/bindings";
import { refreshRequests } from "../../../api/queries";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/StateLabel";
import { useNow } from "../../../state/clock";
import { useJobName } from "../../../state/useJobName";
import classes from "../pairing/pairing.module.css";
import { TouchButton } from "../Touch";

/** A request that can still be taken back, and for how long. */
export function Hold({ row, onUndo }: { row: RequestRow; onUndo: () => void }) {
  const { t } = useTranslation("forms");
  const jobName = useJobName();
  const seconds = Math.ceil(Math.max(0, (row.heldUntil ?? 0) - useNow(200)) / 1000);
  return (
    <section className={classes.held} aria-label={jobName(row)}>
      <div className={classes.sentHead}>
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
      <div className={classes.pairOf}>
        <TouchButton icon={IconArrowBackUp} aria-keyshortcuts="Control+Z" onClick={onUndo}>
          {t("undo")}
        </TouchButton>
        <TouchButton
          icon={IconSend}
          mirrors
          onClick={() => void commands.sendNow(row.key).then(refreshRequests, refreshRequests)}
        >
          {t("sendNow")}
        </TouchButton>
      </div>
    </section>
  );
}
