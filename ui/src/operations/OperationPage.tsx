import { Anchor } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Operation, operationById } from "../desk/catalogue";
import { refreshRequests, refreshSnapshot } from "../desk/queries";
import { commands, type RequestDetail } from "../host/bindings";
import { asProblem } from "../host/problem";
import { EmptyState } from "../kit/EmptyState";
import { PageHead } from "../kit/PageHead";
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

export interface FormStart {
  values?: Record<string, string>;
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
  return start.isPending ? null : <OperationDesk operation={operation} start={start.data ?? {}} />;
}

async function startOf(operation: Operation, { from, edit, retry, as, with: given }: FormSearch): Promise<FormStart> {
  if (edit) return takenOut(operation, edit);
  if (retry) return (await retryStart(operation, retry, as)) ?? asLeft(operation);
  if (given) return { values: givenValues(given) };
  return from ? filledFrom(operation, from) : asLeft(operation);
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

async function asLeft(operation: Operation): Promise<FormStart> {
  const kept = await commands.keptForm(operation.id);
  return kept ? { values: kept.values } : {};
}

async function filledFrom(operation: Operation, from: string): Promise<FormStart> {
  const origin = await commands.request(from);
  if (origin.draft?.operation !== operation.id) return asLeft(operation);
  const { values } = origin.draft;
  return { values, origin, retried: await retriedBefore(origin) };
}

/** From now on it does not leave until the form is sent, or it is put back or cancelled by hand. */
async function takenOut(operation: Operation, key: string): Promise<FormStart> {
  const draft = await commands.edit(key);
  const [edited] = await Promise.all([commands.request(key), refreshRequests(), refreshSnapshot()]);
  if (draft.operation !== operation.id) return asLeft(operation);
  return { values: draft.values, edited };
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
