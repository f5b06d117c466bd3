import { Anchor } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../../api/bindings";
import { newKey } from "../../api/keys";
import { asProblem } from "../../api/problem";
import { refreshRequests, refreshSnapshot } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { PageHead } from "../../components/PageHead";
import { type Operation, operationById } from "../../state/catalogue";
import { keyBefore } from "../../state/openKeys";
import { outlived } from "../../state/outliving";
import { type Retried, retriedBefore, retryStart } from "../retries/retried";
import { EditFailed } from "./EditFailed";
import type { FormSearch } from "./formSearch";
import { OperationDesk } from "./OperationDesk";

/**
 * The form of one operation: empty, as it was left, filled from a request (`?from=<key>`), changing one that
 * waits in the outbox (`?edit=<key>`), or retrying a rejected one (`?retry=<key>`).
 */
export function OperationPage() {
  const { operationId = "" } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as FormSearch;
  const operation = operationById(operationId);
  if (!operation) return <UnknownOperation />;
  return <Start key={JSON.stringify([operation.id, search])} operation={operation} search={search} />;
}

/** What is left of a form when the page is loaded anew. */
export interface Typed {
  key: string;
  values: Record<string, string>;
  leavesAt: string;
  /** It is still the one that its address begins, not the next one. */
  begun: boolean;
}

export interface FormStart {
  /** Of the row that the form becomes. */
  key: string;
  values?: Record<string, string>;
  /** When it leaves, as typed. */
  leavesAt?: string;
  /** The request that the values came from. */
  origin?: RequestDetail;
  /** The request that is changed: sending the form replaces it in its place. */
  edited?: RequestDetail;
  /** The rejected request that sending the form retries. */
  retried?: Retried;
}

/** Both come from this computer, so there is nothing to show while they are read. */
function Start({ operation, search }: { operation: Operation; search: FormSearch }) {
  const { edit, retry } = search;
  const start = useQuery({
    queryKey: ["form", operation.id, search],
    queryFn: () => startOf(operation, search),
    gcTime: 0,
    staleTime: 0,
  });
  // What a form starts with is asked once: later answers must not replace what is typed meanwhile.
  const key = edit ?? retry;
  if (key && start.error) {
    return <EditFailed requestKey={key} retries={retry !== undefined} problem={asProblem(start.error)} />;
  }
  return start.data ? (
    <OperationDesk operation={operation} place={placeOf(operation, search)} start={start.data} />
  ) : null;
}

const placeOf = (operation: Operation, search: FormSearch) => `form ${operation.id} ${JSON.stringify(search)}`;

async function startOf(operation: Operation, search: FormSearch): Promise<FormStart> {
  const { from, edit, retry, as, with: given } = search;
  const place = placeOf(operation, search);
  const typed = outlived<Typed>(place);
  if (edit) {
    const start = await takenOut(operation, edit);
    return typed?.key === start.key ? { ...start, ...typed } : start;
  }
  const [before, kept] = await Promise.all([keyBefore(place), commands.outbox.keptForm(operation.id)]);
  const key = before && !before.sent ? before.key : newKey();
  const asLeft = kept ? { key: kept.key, values: kept.draft.values } : { key };
  // The page was loaded anew before it heard that this form is in the outbox: it is free for the next one.
  if (before?.sent && !retry) return asLeft;
  const mine = before && typed?.key === before.key ? typed : undefined;
  if (mine && !mine.begun) return mine;
  const start = retry
    ? await retryStart(operation, retry, as)
    : given
      ? { values: givenValues(given) }
      : from && (await filledFrom(operation, from));
  return { ...(start ? { ...start, key } : asLeft), ...mine };
}

/** An address can be typed by hand: what is no text is left out. */
function givenValues(given: string): Record<string, string> {
  try {
    const values: unknown = JSON.parse(given);
    return Object.fromEntries(Object.entries(values ?? {}).filter(([, text]) => typeof text === "string"));
  } catch {
    return {};
  }
}

async function filledFrom(operation: Operation, from: string) {
  const origin = await commands.requests.request(from);
  if (origin.draft?.operation !== operation.id) return undefined;
  const { values } = origin.draft;
  return { values, origin, retried: await retriedBefore(origin) };
}

/** From now on it does not leave until the form is sent, or it is put back or cancelled by hand. */
async function takenOut(operation: Operation, key: string): Promise<FormStart> {
  const draft = await commands.outbox.edit(key);
  const [edited] = await Promise.all([commands.requests.request(key), refreshRequests(), refreshSnapshot()]);
  // It has a row already, which the form changes.
  return draft.operation === operation.id ? { key, values: draft.values, edited } : { key: newKey() };
}

function UnknownOperation() {
  const { t } = useTranslation("forms");
  return (
    <>
      <PageHead title={t("unknownOperation")} />
      <EmptyState
        icon={IconListDetails}
        title={t("unknownOperation")}
        action={
          <Anchor component={Link} to="/home">
            {t("home")}
          </Anchor>
        }
      >
        {t("unknownOperationNext")}
      </EmptyState>
    </>
  );
}
