import { Menu } from "@mantine/core";
import { IconDots, IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type Ref, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Problem, type RequestDetail, type Terminal } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { comparisonQuery, requestQuery } from "../../../api/queries";
import { Json } from "../../../components/Code";
import { IconButton } from "../../../components/IconButton";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/labels/StateLabel";
import { Status } from "../../../components/live/Status";
import { ProblemNote } from "../../../components/ProblemNote";
import { copyText } from "../../../state/clipboard";
import { useOperationName } from "../../../state/requestTexts";
import { useShowsRequests } from "../../../state/uiState";
import { copyLink } from "../../links/copyLink";
import { addressOfRequest } from "../../links/deskLinks";
import { EvidencePanel } from "../../reconcile/EvidencePanel";
import classes from "../requests.module.css";
import { Disclosure } from "./Disclosure";
import { Pane, PaneBody, Payloads, usePaneLabel } from "./Pane";
import { RequestActions } from "./RequestActions";
import { Parameters, RequestFacts } from "./RequestFacts";
import { RequestNotes } from "./RequestNotes";
import { RequestTimeline } from "./RequestTimeline";
import { RetryList } from "./RetryList";

interface RequestPaneProps {
  requestKey: string;
  ref: Ref<HTMLElement>;
  onClose: () => void;
}

/** The details of one request. */
export function RequestPane({ requestKey, ref, onClose }: RequestPaneProps) {
  const { t } = useTranslation(["requests", "common"]);
  const jobName = useOperationName();
  const { data: detail, error } = useQuery(requestQuery(requestKey));
  useShowsRequests([requestKey]);
  const [wide, setWide] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [copied, setCopied] = useState<string>();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(undefined), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  const row = detail?.row;
  const label = usePaneLabel(row);
  return (
    <Pane
      ref={ref}
      label={label}
      wide={wide}
      error={error}
      onClose={onClose}
      header={
        <>
          <header className={classes.head}>
            {row && (
              <>
                {row.number && <Identifier value={row.number} bare />}
                <h2>{jobName(row)}</h2>
                <StateLabel state={row.state} text={row.stateText} pill />
              </>
            )}
            <span className={classes.push} />
            <Status className={classes.copied}>{copied && t("common:copied")}</Status>
            {detail && (
              <PaneMenu
                detail={detail}
                wide={wide}
                onWide={setWide}
                onDone={setCopied}
                onFailed={(reason) => setProblem(asProblem(reason))}
              />
            )}
            <IconButton icon={IconX} label={t("common:close")} aria-keyshortcuts="Escape" onClick={onClose} />
          </header>
          {problem && <ProblemNote problem={problem} />}
        </>
      }
    >
      {detail && (
        <>
          <RequestBody detail={detail} />
          <RequestActions detail={detail} />
        </>
      )}
    </Pane>
  );
}

/** All details of a request, the most important first. */
function RequestBody({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation("requests");
  const { row, body, path, raw, evidence } = detail;
  const { data: comparison } = useQuery(comparisonQuery(row.key));
  return (
    <PaneBody>
      <RequestNotes detail={detail} className={classes.notes} />
      {evidence && row.state === "unknown" && <EvidencePanel row={row} evidence={evidence} />}
      <section>
        <RequestFacts detail={detail} part="request" />
      </section>
      {comparison && <RetryList row={row} comparison={comparison} />}
      {detail.parameters.length > 0 && <Parameters parameters={detail.parameters} />}
      <Payloads detail={detail} />
      <section>
        <h3>{t("timeline")}</h3>
        <RequestTimeline detail={detail} last={row.state === "completed"} />
      </section>
      {evidence && row.state !== "unknown" && <EvidencePanel row={row} evidence={evidence} />}
      <section>
        <h3>{t("log")}</h3>
        <RequestFacts detail={detail} part="log" />
      </section>
      {body !== null && (
        <Disclosure title={t("whatWasSent")}>
          <Json label={t("whatWasSent")} before={path ? `POST ${path}` : undefined} value={body} />
        </Disclosure>
      )}
      {raw !== null && (
        <Disclosure title={t("raw")}>
          <Json label={t("raw")} value={raw} />
        </Disclosure>
      )}
    </PaneBody>
  );
}

interface PaneMenuProps {
  detail: RequestDetail;
  /** The pane covers the list. */
  wide: boolean;
  onWide: (wide: boolean) => void;
  onDone: (copied: string) => void;
  onFailed: (reason: unknown) => void;
}

/** Widens the pane and copies the request in several forms, none of which contains a token. */
function PaneMenu({ detail, wide, onWide, onDone, onFailed }: PaneMenuProps) {
  const { t } = useTranslation("requests");
  const { row, raw } = detail;
  const copy = (label: string, text: () => Promise<string>) => {
    text()
      .then(copyText)
      .then((done) => done && onDone(label), onFailed);
  };
  const item = (label: string, text: () => Promise<string>) => (
    <Menu.Item key={label} onClick={() => copy(label, text)}>
      {label}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton icon={IconDots} label={t("more")} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item className={classes.widen} onClick={() => onWide(!wide)}>
          {t(wide ? "narrower" : "wider")}
        </Menu.Item>
        <Menu.Label>{t("copyLabel")}</Menu.Label>
        {row.number !== null && item(t("copyNumber"), async () => row.number ?? "")}
        {row.id !== null && (
          <Menu.Item onClick={() => void copyLink(addressOfRequest(row.id ?? ""))}>{t("copyLink")}</Menu.Item>
        )}
        {terminals().map((terminal, place) =>
          item(place === 0 ? t("copyCurl") : t(`copyCurlFor.${terminal}`), () =>
            commands.requests.requestCurl(row.key, terminal),
          ),
        )}
        {raw !== null && item(t("copyRaw"), async () => JSON.stringify(raw, null, 2))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The terminals for a curl command, that of this system first: each has its own quoting rules. */
export function terminals(system = navigator.userAgent): Terminal[] {
  return /windows/i.test(system) ? ["powerShell", "cmd", "posix"] : ["posix", "powerShell", "cmd"];
}
