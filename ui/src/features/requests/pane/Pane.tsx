import { useMergedRef } from "@mantine/hooks";
import { type ReactNode, type Ref, type RefObject, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { RequestDetail, RequestRow } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { queryClient, requestQuery } from "../../../api/queries";
import { Payload } from "../../../components/Code";
import { CopyButton } from "../../../components/Identifier";
import { useLayer } from "../../../components/layers/layers";
import { ProblemNote } from "../../../components/ProblemNote";
import { SlowSkeleton } from "../../../components/SlowSkeleton";
import { useOperationName } from "../../../state/requestTexts";
import classes from "../requests.module.css";
import { payloadLines } from "./payloadLines";
import { useRoomForToasts } from "./useRoomForToasts";

/** A list with the pane of the open request beside it, or above it in a narrow window. */
export function SplitView({ open, children }: { open: boolean; children: ReactNode }) {
  return (
    <div className={classes.split} data-open={open || undefined}>
      {children}
    </div>
  );
}

interface PaneProps {
  label: string;
  /** The pane covers the list. */
  wide: boolean;
  header: ReactNode;
  /** Why the request could not be read. */
  error: unknown;
  /** Absent while the request is being read. */
  children: ReactNode;
  ref: Ref<HTMLElement>;
  onClose: () => void;
}

/** The frame of a request's pane. Esc closes it, wherever the focus is. */
export function Pane({ label, wide, header, error, children, ref, onClose }: PaneProps) {
  useLayer(onClose);
  const element = useRef<HTMLElement>(null);
  const merged = useMergedRef(ref, element);
  useRoomForToasts(element);
  return (
    <aside
      ref={merged}
      className={classes.pane}
      data-wide={wide || undefined}
      tabIndex={-1}
      aria-label={label}
      aria-busy={!error && !children}
    >
      {header}
      {error ? (
        <PaneBody>
          <section>
            <ProblemNote problem={asProblem(error)} role="status" />
          </section>
        </PaneBody>
      ) : (
        (children ?? <SlowSkeleton rows={8} />)
      )}
    </aside>
  );
}

/** The name of a request's pane: what is read out when it has the focus. */
export function usePaneLabel(row: RequestRow | undefined): string {
  const { t } = useTranslation(["requests", "states"]);
  const jobName = useOperationName();
  if (!row) return t("requests:request", { name: "" }).trim();
  const state = (row.state === "other" && row.stateText) || t(`states:${row.state}`);
  if (row.number === null) return t("requests:requestUnnumbered", { job: jobName(row), state });
  return t("requests:requestIn", { number: row.number, job: jobName(row), state });
}

/** The pane, once its request is read: before, it has no name to be read out. */
export const readPane = (pane: HTMLElement | null) => (pane?.getAttribute("aria-busy") === "true" ? null : pane);

/** Gives the focus to the pane of a request that the keyboard opened. */
export async function focusPane(key: string, pane: RefObject<HTMLElement | null>) {
  await queryClient.ensureQueryData(requestQuery(key)).catch(() => undefined);
  requestAnimationFrame(() => pane.current?.focus());
}

/** The scrolling part of a pane: sections and details, separated by lines. */
export function PaneBody({ children }: { children: ReactNode }) {
  return <div className={classes.paneBody}>{children}</div>;
}

/** The request to the CA system and its answer, side by side where there is room. */
export function Payloads({ detail }: { detail: RequestDetail }) {
  const { t } = useTranslation("requests");
  const { request, response } = detail;
  if (!request && !response) return null;
  const known = [...detail.parameters.map(({ value }) => value), detail.referenceNumber, detail.row.errorCode];
  return (
    <section className={classes.payloads}>
      {request && <TitledPayload title={t("sentToCa")} text={request} known={known} />}
      {response && <TitledPayload title={t("answerOfCa")} text={response} known={known} />}
    </section>
  );
}

/** `known` are the values of the request, which the text may join without anything in between. It is copied as it came. */
function TitledPayload({ title, text, known }: { title: string; text: string; known: (string | null)[] }) {
  const { t } = useTranslation("requests");
  const lines = payloadLines(text, known);
  return (
    <div>
      <h3>
        {title}
        <CopyButton value={text} name={title} />
      </h3>
      <Payload text={lines?.join("\n") ?? text} label={title} />
      {lines && <p className={classes.payloadNote}>{t("separated")}</p>}
    </div>
  );
}
