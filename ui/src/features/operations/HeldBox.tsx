import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type RequestRow } from "../../api/bindings";
import { refreshRequests } from "../../api/queries";
import { Icon } from "../../components/Icon";
import { Identifier } from "../../components/Identifier";
import { Kbd } from "../../components/Kbd";
import { StateLabel } from "../../components/StateLabel";
import { useNow } from "../../state/clock";
import { useSnapshot } from "../../state/snapshot";
import { useJobName } from "../../state/useJobName";
import classes from "./operation.module.css";

/** A request in its undo hold, with what is left of it. */
export function HeldBox({ row, onUndo }: { row: RequestRow; onUndo: () => void }) {
  const { t } = useTranslation("forms");
  const jobName = useJobName();
  const { holdSeconds } = useSnapshot().preferences;
  const left = Math.max(0, (row.heldUntil ?? 0) - useNow(200));
  const seconds = Math.ceil(left / 1000);
  const share = Math.min(1, left / (Math.max(1, holdSeconds) * 1000));
  return (
    <section className={classes.held} aria-label={jobName(row)}>
      <div className={classes.line}>
        <b>{jobName(row)}</b>
        {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
        <span className={classes.push} />
        <StateLabel state="held" />
      </div>
      <div className={classes.line}>
        <span className={classes.quiet} role="timer" aria-live="off">
          {seconds > 0 ? (
            <>
              {t("leavesIn")} <b>{t("secondsLeft", { count: seconds })}</b>
            </>
          ) : (
            t("leaving")
          )}
        </span>
        <span className={classes.push} />
        <Button
          size="xs"
          variant="subtle"
          onClick={() => {
            commands.outbox.sendNow(row.key).then(refreshRequests, () => undefined);
          }}
        >
          {t("sendNow")}
        </Button>
        <Button
          size="xs"
          aria-keyshortcuts="Control+Z"
          leftSection={<Icon of={IconArrowBackUp} size={14} />}
          rightSection={<Kbd keys="Ctrl+Z" />}
          onClick={onUndo}
        >
          {t("undo")}
        </Button>
      </div>
      <div className={classes.hold} aria-hidden>
        <i style={{ inlineSize: `${share * 100}%` }} />
      </div>
    </section>
  );
}
