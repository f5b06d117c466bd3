import { Anchor, Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FormDraft } from "../../api/bindings";
import { requestQuery } from "../../api/queries";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { StateLabel } from "../../components/StateLabel";
import { useJobName } from "../../state/useJobName";
import { RequestNotes } from "../requests/pane/RequestNotes";
import { RequestTimeline } from "../requests/pane/RequestTimeline";
import classes from "./operation.module.css";

interface LastSentProps {
  requestKey: string;
  onOpen: (key: string, draft: FormDraft) => void;
}

/** The last request and everything that became of it, live. */
export function LastSent({ requestKey, onOpen }: LastSentProps) {
  const { t } = useTranslation("forms");
  const jobName = useJobName();
  const { data: detail } = useQuery(requestQuery(requestKey));
  if (!detail) return null;
  const { row, draft } = detail;
  return (
    <Panel
      title={t("lastSent")}
      note={row.number && <Identifier value={row.number} bare />}
      end={<StateLabel state={row.state} text={row.stateText} pill />}
    >
      <div className={classes.pad}>
        <p className={classes.about}>
          {jobName(row)}
          {row.smartcard && (
            <>
              , {t("card")} <Identifier value={row.smartcard} bare copy={false} />
            </>
          )}
        </p>
        <RequestNotes detail={detail} className={classes.notes} />
        <RequestTimeline detail={detail} last={row.state === "pending" || row.state === "completed"} />
        <div className={classes.line}>
          <Anchor component={Link} to={`/requests/${row.key}`} fz="var(--fs-13)">
            {t("openDetail")}
          </Anchor>
          <span className={classes.push} />
          {(row.state === "refused" || row.state === "rejected") && draft && (
            <Button size="xs" onClick={() => onOpen(row.key, draft)}>
              {t("openInForm")}
            </Button>
          )}
        </div>
      </div>
    </Panel>
  );
}
