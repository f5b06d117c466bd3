import { Anchor } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import {
  commands,
  type KnownField,
  type MissingField,
  type Problem,
  type RequestDetail,
  type RequestRow,
} from "../../api/bindings";
import { comparisonQuery, queryClient } from "../../api/queries";
import { ProblemNote } from "../../components/ProblemNote";
import { i18next } from "../../i18n/i18n";
import type { Field, IdentifierTarget, Operation } from "../../state/catalogue";

/** The operation that sends the entitlements of a subscription again; any request can prefill it. */
export const RESYNC = "provisioning.resync";

/**
 * The prefill of a request's form. The form reuses the answer of the dialog; after 10 seconds it is read again.
 * `operation` is given where the request does not name it.
 */
export const prefillQuery = (key: string, operation: string | null) =>
  queryOptions({
    queryKey: ["prefilled", key, operation],
    queryFn: () =>
      operation === RESYNC ? commands.retries.prefillResync(key) : commands.retries.prefill(key, operation),
    staleTime: 10_000,
  });

/** A retry form that is to be opened. */
export interface RequestedForm {
  key: string;
  resync: boolean;
}

/** The rejected request that a form retries, and the sources of its values. */
export interface RetryOrigin {
  origin: RequestDetail;
  known: KnownField[];
  missing: MissingField[];
  /** The form does not repeat the request, but re-syncs its subscription. */
  resync: boolean;
}

/** Reads the start values of a retry form; `undefined` if the request belongs to another operation. */
export async function retryStart(operation: Operation, key: string, as: string | undefined) {
  const [origin, prefill] = await Promise.all([
    commands.requests.request(key),
    queryClient.fetchQuery(prefillQuery(key, as ?? null)),
  ]);
  if (prefill.draft?.operation !== operation.id) return undefined;
  const { known, missing } = prefill;
  const retried: RetryOrigin = { origin, known, missing, resync: as === RESYNC };
  return { values: prefill.draft.values, retried };
}

/** The origin of a retry that was undone or refused: sent again, it still retries the same request. */
export async function retryOriginOf({ row }: RequestDetail): Promise<RetryOrigin | undefined> {
  if (row.state !== "cancelled" && row.state !== "refused") return undefined;
  try {
    const { parent } = await commands.rejected.compare(row.key);
    if (!parent) return undefined;
    const origin = await commands.requests.request(parent.key);
    return { origin, known: [], missing: [], resync: row.operation === RESYNC };
  } catch {
    // Without its origin the form is an ordinary one.
    return undefined;
  }
}

/** The hint for a field without a value, with the known CA id. */
export function missingText({ why }: MissingField, field: Field, { origin }: RetryOrigin): string {
  const id = "target" in field.kind ? caIdOf(origin.row, field.kind.target) : null;
  const t = i18next.getFixedT(null, "retries");
  if ((why === "identifier" || why === "notAsked") && id) return t(`missing.${why}Of`, { id });
  return t(`missing.${why}`);
}

function caIdOf(row: RequestRow, target: IdentifierTarget): string | null {
  const ids: Partial<Record<IdentifierTarget, string | null>> = {
    smartcard: row.smartcard,
    "set-top-box": row.setTopBox,
    service: row.service,
  };
  return ids[target] ?? null;
}

/** A problem of a form that retries `parent`; links to the other retry if the request was retried meanwhile. */
export function RetryProblem({ problem, parent }: { problem: Problem; parent: string | undefined }) {
  const { t } = useTranslation("retries");
  const retried = parent !== undefined && problem.code === "alreadyRetried";
  const { data } = useQuery({ ...comparisonQuery(parent ?? ""), enabled: retried, staleTime: 0 });
  const last = retried ? data?.retries.at(-1) : undefined;
  return (
    <ProblemNote
      problem={problem}
      actions={
        last && (
          <Anchor component={Link} to={`/requests/${last.key}`} fz="inherit">
            {t("toRetry")}
          </Anchor>
        )
      }
    />
  );
}
