import { Button } from "@mantine/core";
import { IconLock, IconWifiOff, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { focusIfLost } from "../../components/focus";
import { IconButton } from "../../components/IconButton";
import { ProblemNote } from "../../components/ProblemNote";
import { ListFaults } from "../../features/mirror/ListFaults";
import { createStore } from "../../state/createStore";
import { knownZone } from "../../state/dates";
import { sheetDismissed, signedInBefore, useConnection, useSnapshot } from "../../state/snapshot";
import classes from "../app.module.css";

/** The notices that the user closed. Their subjects remain on the pages where they are decided. */
const read = createStore<readonly string[]>([]);

const nameOf = ({ code, detail }: Problem) => `${code} ${detail}`;

/** Moves the focus to the element after the closed notice's button. */
function close(problem: Problem, button: Element) {
  const controls = [...document.querySelectorAll("main :is(a, button, input):not([disabled])")];
  const next = controls[controls.indexOf(button) + 1];
  read.set([...read.get(), nameOf(problem)]);
  focusIfLost(next);
}

/**
 * The notices of every page: sending is stopped, the session ended, a file was set aside. The field mode shows the
 * network elsewhere.
 */
export function Notices({ networkToo = true }: { networkToo?: boolean }) {
  const { t } = useTranslation("shell");
  const { journal, notices, session, network, outbox } = useSnapshot();
  const zone = useConnection()?.timeZone;
  const dismissed = sheetDismissed.use();
  const known = read.use();
  const over = session?.state !== "active" && signedInBefore() && dismissed;
  const waiting = outbox.queued + outbox.notSent;
  return (
    <div className={classes.notices}>
      {journal && <ProblemNote problem={journal} />}
      {notices
        .filter((problem) => !known.includes(nameOf(problem)))
        .map((problem) => (
          <ProblemNote
            key={nameOf(problem)}
            problem={problem}
            role="status"
            actions={
              <IconButton
                icon={IconX}
                label={t("closeNotice")}
                onClick={(event) => close(problem, event.currentTarget)}
              />
            }
          />
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
      {zone && knownZone(zone) === undefined && (
        <Banner tone="warn" role="status">
          <b>{t("zoneUnknown", { zone })}</b> {t("zoneUnknownNext")}
        </Banner>
      )}
      <ListFaults />
    </div>
  );
}
