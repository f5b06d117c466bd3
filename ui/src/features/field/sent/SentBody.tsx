import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { RequestDetail, RequestRow } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { Identifier } from "../../../components/Identifier";
import { ProblemNote } from "../../../components/ProblemNote";
import { useConnection } from "../../../state/snapshot";
import { WaitText } from "../../outbox/WaitText";
import classes from "../pairing/pairing.module.css";
import { Checklist } from "./Checklist";
import { Countdown } from "./Countdown";
import { acceptedAt } from "./outcome";

interface SentBodyProps {
  row: RequestRow;
  detail: RequestDetail | undefined;
  ticked: readonly string[];
  onTick: (ticks: readonly string[]) => void;
}

/** What is to be done while it is in this state: wait, look at the screen, or do something about it. */
export function SentBody({ row, detail, ticked, onTick }: SentBodyProps) {
  const { t } = useTranslation("field");
  const minutes = useConnection()?.rules.usualWaitMinutes ?? 0;
  const accepted = detail && acceptedAt(detail);
  return (
    <>
      <p className={classes.numbers}>
        {row.number && <Identifier value={row.number} bare copy={false} />}
        {row.smartcard && <Identifier value={row.smartcard} bare copy={false} />}
        {row.setTopBox && <Identifier value={row.setTopBox} bare copy={false} />}
      </p>
      {(row.state === "pending" || row.state === "completed") && (
        <>
          {accepted !== undefined && <Countdown from={accepted} minutes={minutes} />}
          {row.state === "pending" && row.unwatched && <p>{t("unwatched")}</p>}
          <Checklist ticked={ticked} onTick={onTick} />
        </>
      )}
      {WAITING.has(row.state) && (
        <p>
          <WaitText row={row} />
        </p>
      )}
      {row.state === "rejected" && (
        <Banner tone="bad" role="status">
          <b>{row.errorText ?? row.errorCode ?? t("rejected.noReason")}</b>
          <div>{t("rejected.next")}</div>
        </Banner>
      )}
      {row.state === "refused" &&
        (detail?.problem ? (
          <ProblemNote problem={detail.problem} role="status" />
        ) : (
          <Banner tone="bad" role="status">
            <b>{row.errorText ?? t("rejected.noReason")}</b>
            <div>{t("rejected.next")}</div>
          </Banner>
        ))}
      {row.state === "unknown" && (
        <Banner tone="warn" role="status">
          <b>{t("unknown.title")}</b>
          <div>{t("unknown.next")}</div>
        </Banner>
      )}
      <Anchor component={Link} to={`/requests/${row.key}`} className={classes.openIt}>
        {t("openRequest")}
      </Anchor>
    </>
  );
}

const WAITING: ReadonlySet<string> = new Set(["queued", "notSent", "sending", "other"]);
