import { Anchor, Button } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconCopy } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FormDraft, type RequestRow } from "../../api/bindings";
import { refreshRequests, requestQuery } from "../../api/queries";
import { Json } from "../../components/Code";
import { Icon } from "../../components/Icon";
import { Identifier } from "../../components/Identifier";
import { Kbd } from "../../components/Kbd";
import { StateLabel } from "../../components/labels/StateLabel";
import { Panel } from "../../components/Panel";
import { useCopied } from "../../components/useCopied";
import { useNow } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { holdsShownByPage, useShowsRequests } from "../../state/uiState";
import { RequestNotes } from "../requests/pane/RequestNotes";
import { RequestTimeline } from "../requests/pane/RequestTimeline";
import classes from "./operations.module.css";
import { useHeldRequests } from "./useHeldRequests";
import { useLastSent } from "./useLastSent";
import type { FormState } from "./useOperationForm";

interface SidePanelProps extends SentRequestsProps {
  form: FormState;
}

/** The last requests with their outcome, and the request that this form makes. */
export function SidePanel({ form, onUndo, onOpen }: SidePanelProps) {
  return (
    <aside className={classes.side}>
      <SentRequests onUndo={onUndo} onOpen={onOpen} />
      <RequestPreview form={form} />
    </aside>
  );
}

interface SentRequestsProps {
  onUndo: (key: string) => void;
  /** Fills the form with a request's values. */
  onOpen: (key: string, draft: FormDraft) => void;
}

/** The requests in their undo hold, and the last request after its hold. */
function SentRequests({ onUndo, onOpen }: SentRequestsProps) {
  const { t } = useTranslation("forms");
  const held = useHeldRequests();
  useEffect(() => {
    holdsShownByPage.set(true);
    return () => holdsShownByPage.set(false);
  }, []);
  const last = useLastSent();
  useShowsRequests(last ? [last.key] : []);
  return (
    <>
      {held.map((row, place) => (
        <UndoHold key={row.key} row={row} isNewest={place === 0} onUndo={() => onUndo(row.key)} />
      ))}
      {last ? (
        <LastSent requestKey={last.key} onOpen={onOpen} />
      ) : (
        held.length === 0 && (
          <Panel title={t("lastSent")}>
            <p className={classes.nothing}>{t("nothingSent")}</p>
          </Panel>
        )
      )}
    </>
  );
}

interface UndoHoldProps {
  row: RequestRow;
  /** Ctrl+Z undoes the newest alone. */
  isNewest: boolean;
  onUndo: () => void;
}

/** A request in its undo hold, with the remaining time. */
function UndoHold({ row, isNewest, onUndo }: UndoHoldProps) {
  const { t } = useTranslation("forms");
  const operationName = useOperationName();
  const { holdSeconds } = useSnapshot().preferences;
  const left = Math.max(0, (row.heldUntil ?? 0) - useNow(200));
  const seconds = Math.ceil(left / 1000);
  const share = Math.min(1, left / (Math.max(1, holdSeconds) * 1000));
  return (
    <section className={classes.held} aria-label={operationName(row)}>
      <div className={classes.line}>
        <b>{operationName(row)}</b>
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
          aria-keyshortcuts={isNewest ? "Control+Z" : undefined}
          leftSection={<Icon of={IconArrowBackUp} size={14} />}
          rightSection={isNewest && <Kbd keys="Ctrl+Z" />}
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

interface LastSentProps {
  requestKey: string;
  onOpen: (key: string, draft: FormDraft) => void;
}

/** The last request with its timeline, live. */
function LastSent({ requestKey, onOpen }: LastSentProps) {
  const { t } = useTranslation("forms");
  const operationName = useOperationName();
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
          {operationName(row)}
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

/** The request that the desk would send, without the token and with the PIN masked. */
function RequestPreview({ form }: { form: FormState }) {
  const { t } = useTranslation("forms");
  const clipboard = useCopied();
  const body = form.checked?.body ?? {};
  const call = `POST ${form.checked?.path ?? form.operation.path}`;
  return (
    <Panel
      title={t("willBeSent")}
      note={t("tokenLeftOut")}
      className={classes.jsonPanel}
      end={
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={clipboard.copied ? IconCheck : IconCopy} size={14} />}
          onClick={() => clipboard.copy(`${call}\n${JSON.stringify(body, null, 2)}`)}
        >
          {clipboard.copied ? t("copied") : t("copy")}
        </Button>
      }
    >
      <div className={classes.json}>
        <Json label={call} before={call} value={body} />
      </div>
    </Panel>
  );
}
