import { useMergedRef } from "@mantine/hooks";
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type Ref, useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { requestQuery } from "../../../api/queries";
import { IconButton } from "../../../components/IconButton";
import { Identifier } from "../../../components/Identifier";
import { ProblemNote } from "../../../components/ProblemNote";
import { SlowSkeleton } from "../../../components/SlowSkeleton";
import { StateLabel } from "../../../components/StateLabel";
import { useJobName } from "../../../state/useJobName";
import classes from "../requests.module.css";
import { PaneMenu } from "./PaneMenu";
import { RequestActions } from "./RequestActions";
import { RequestBody } from "./RequestBody";

interface RequestPaneProps {
  requestKey: string;
  ref: Ref<HTMLElement>;
  onClose: () => void;
}

/** One request, whole. Esc closes it from wherever the focus is. */
export function RequestPane({ requestKey, ref, onClose }: RequestPaneProps) {
  const { t } = useTranslation(["requests", "common"]);
  const jobName = useJobName();
  const { data: detail, error } = useQuery(requestQuery(requestKey));
  const [wide, setWide] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [copied, setCopied] = useState<string>();
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(undefined), 1500);
    return () => clearTimeout(timer);
  }, [copied]);
  const element = useRef<HTMLElement>(null);
  const merged = useMergedRef(ref, element);

  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    if (document.querySelector("[role=dialog], [role=listbox], [role=menu]")) return;
    // With rows selected the first Esc in the table is theirs.
    if ((event.target as Element | null)?.closest?.("[data-selecting]")) return;
    event.preventDefault();
    onClose();
  });
  useEffect(() => {
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);

  const row = detail?.row;
  const name = row?.number ?? (row ? jobName(row) : "");
  return (
    <aside
      ref={merged}
      className={classes.pane}
      data-wide={wide || undefined}
      tabIndex={-1}
      aria-label={t("requests:request", { name })}
    >
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
      {error ? (
        <div className={classes.paneBody}>
          <section>
            <ProblemNote problem={asProblem(error)} role="status" />
          </section>
        </div>
      ) : detail ? (
        <>
          <RequestBody detail={detail} />
          <RequestActions detail={detail} />
        </>
      ) : (
        <SlowSkeleton rows={8} />
      )}
    </aside>
  );
}
