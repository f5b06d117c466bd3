import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type Ref, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { requestQuery } from "../../../api/queries";
import { IconButton } from "../../../components/IconButton";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/labels/StateLabel";
import { ProblemNote } from "../../../components/ProblemNote";
import { useOperationName } from "../../../state/requestTexts";
import classes from "../requests.module.css";
import { Pane } from "./Pane";
import { PaneMenu } from "./PaneMenu";
import { RequestActions } from "./RequestActions";
import { RequestBody } from "./RequestBody";

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
  const [wide, setWide] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [copied, setCopied] = useState<string>();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(undefined), 1500);
    return () => clearTimeout(timer);
  }, [copied]);

  const row = detail?.row;
  const name = row?.number ?? (row ? jobName(row) : "");
  return (
    <Pane
      ref={ref}
      label={t("requests:request", { name })}
      wide={wide}
      overlays="[role=dialog], [role=listbox], [role=menu]"
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
            <span className={classes.copied} role="status">
              {copied && t("common:copied")}
            </span>
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
