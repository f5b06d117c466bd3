import { Anchor } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { newKey } from "../../api/newKey";
import { asProblem } from "../../api/problem";
import { refreshRequests, refreshSnapshot } from "../../api/queries";
import { EmptyState } from "../../components/EmptyState";
import { useLanding } from "../../components/focus";
import { PageHead } from "../../components/PageHead";
import { type Operation, operationById } from "../../state/catalogue";
import { keyBefore } from "../../state/idempotencyKeys";
import { outlived } from "../../state/reloadMemory";
import { retryOriginOf, retryStart } from "../retries/retryForm";
import { EditFailed } from "./FormNotes";
import type { FormSearch } from "./formSearch";
import { type FormSnapshot, type FormStart, OperationForm } from "./OperationForm";

/**
 * The form of one operation: empty, restored from its draft, filled from a request (`?from=<key>`), editing a request
 * that waits in the outbox (`?edit=<key>`), or retrying a rejected one (`?retry=<key>`).
 */
export function OperationPage() {
  const { operationId = "" } = useParams({ strict: false });
  const search = useSearch({ strict: false }) as FormSearch;
  const operation = operationById(operationId);
  if (!operation) return <UnknownOperation />;
  return <Start key={JSON.stringify([operation.id, search])} operation={operation} search={search} />;
}

/** Draft and request are read from this computer, so no loading state is shown. */
function Start({ operation, search }: { operation: Operation; search: FormSearch }) {
  const { edit, retry } = search;
  const start = useQuery({
    queryKey: ["form", operation.id, search],
    queryFn: () => startOf(operation, search),
    gcTime: 0,
    staleTime: 0,
  });
  // The start is read once: later answers must not replace typed values.
  const key = edit ?? retry;
  if (key && start.error) {
    return <EditFailed requestKey={key} retries={retry !== undefined} problem={asProblem(start.error)} />;
  }
  return start.data ? (
    <OperationForm operation={operation} place={placeOf(operation, search)} start={start.data} />
  ) : null;
}

const placeOf = (operation: Operation, search: FormSearch) => `form ${operation.id} ${JSON.stringify(search)}`;

async function startOf(operation: Operation, search: FormSearch): Promise<FormStart> {
  const { from, edit, retry, as, with: given } = search;
  const place = placeOf(operation, search);
  const typed = outlived<FormSnapshot>(place);
  if (edit) {
    const start = await takenOut(operation, edit);
    return typed?.key === start.key ? { ...start, ...typed } : start;
  }
  const [before, kept] = await Promise.all([keyBefore(place), commands.outbox.keptForm(operation.id)]);
  const key = before && !before.sent ? before.key : newKey();
  const asLeft = kept ? { key: kept.key, values: kept.draft.values } : { key };
  // The page was reloaded before it learned that this form is in the outbox: the form is free for the next request.
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

/** The address can be typed by hand: values that are not text are dropped. */
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
  return { values, origin, retried: await retryOriginOf(origin) };
}

/** Holds the request in the outbox until the form is sent, or until the user puts it back or cancels it. */
async function takenOut(operation: Operation, key: string): Promise<FormStart> {
  const draft = await commands.outbox.edit(key);
  const [edited] = await Promise.all([commands.requests.request(key), refreshRequests(), refreshSnapshot()]);
  // The form changes the existing outbox row, and so keeps its key.
  return draft.operation === operation.id ? { key, values: draft.values, edited } : { key: newKey() };
}

function UnknownOperation() {
  const { t } = useTranslation("forms");
  const home = useRef<HTMLAnchorElement>(null);
  useLanding(() => home.current);
  return (
    <>
      <PageHead title={t("unknownOperation")} />
      <EmptyState
        icon={IconListDetails}
        title={t("unknownOperation")}
        action={
          <Anchor ref={home} component={Link} to="/home">
            {t("home")}
          </Anchor>
        }
      >
        {t("unknownOperationNext")}
      </EmptyState>
    </>
  );
}
