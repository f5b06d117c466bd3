import { Button } from "@mantine/core";
import { IconLock, IconWifiOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { sheetDismissed } from "../desk/session";
import { signedInBefore, useSnapshot } from "../desk/snapshot";
import { Banner } from "../kit/Banner";
import { ProblemNote } from "../kit/ProblemNote";
import style from "./Notices.module.css";

/**
 * What must be known on every page: sending is stopped, the session is over, something was set aside. The field mode
 * has its own place for the network.
 */
export function Notices({ networkToo = true }: { networkToo?: boolean }) {
  const { t } = useTranslation("shell");
  const { journal, notices, session, network, outbox } = useSnapshot();
  const dismissed = sheetDismissed.use();
  const over = session?.state !== "active" && signedInBefore() && dismissed;
  const waiting = outbox.queued + outbox.notSent;
  return (
    <div className={style.notices}>
      {journal && <ProblemNote problem={journal} />}
      {notices.map((problem) => (
        <ProblemNote key={`${problem.code} ${problem.detail}`} problem={problem} role="status" />
      ))}
      {over && (
        <Banner
          tone="warn"
          icon={IconLock}
          role="status"
          actions={
            <Button size="xs" onClick={() => sheetDismissed.set(false)}>
              {t("signInAgain")}
            </Button>
          }
        >
          <b>{t("sessionOver")}</b> {t("sessionOverNext")}
        </Banner>
      )}
      {networkToo && network === "offline" && (
        <Banner tone="bad" icon={IconWifiOff} role="status">
          <b>{t("noNetwork")}</b> {t("noNetworkNext", { count: waiting })}
        </Banner>
      )}
    </div>
  );
}
