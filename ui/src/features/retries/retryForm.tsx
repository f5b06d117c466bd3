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
  /** CA ids with an answer that is not used, because the server reported another identifier. */
  overruled: { id: string; reported: string }[];
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
  const { known, missing, mapped } = prefill;
  const { values } = prefill.draft;
  const overruled = mapped.flatMap(({ field, of, overruled }) =>
    overruled ? [{ id: of.caId, reported: values[field] ?? "" }] : [],
  );
  const retried: RetryOrigin = { origin, known, missing, overruled, resync: as === RESYNC };
  return { values, retried };
}

/** The origin of a retry that was undone or refused: sent again, it still retries the same request. */
export async function retryOriginOf({ row }: RequestDetail): Promise<RetryOrigin | undefined> {
  if (row.state !== "cancelled" && row.state !== "refused") return undefined;
  try {
    const { parent } = await commands.rejected.compare(row.key);
    if (!parent) return undefined;
    const origin = await commands.requests.request(parent.key);
    return { origin, known: [], missing: [], overruled: [], resync: row.operation === RESYNC };
  } catch {
    // Without its origin the form is an ordinary one.
    return undefined;
  }
}

/** The hint for a field without a value, with the known CA id. */
export function missingText({ why }: MissingField, field: Field, { origin }: RetryOrigin): string {
  const t = i18next.getFixedT(null, "retries");
  const target = "target" in field.kind && isCaTarget(field.kind.target) ? field.kind.target : undefined;
  const id = target && caIdsOf(origin.row)[target];
  if (why === "notAsked" && id) return t("missing.notAskedOf", { id });
  if (why === "identifier" && id) return t(`missing.identifierOf.${target}`, { id });
  return t(why === "identifier" ? "missing.identifier" : `missing.${why}`);
}

type CaTarget = Extract<IdentifierTarget, "smartcard" | "set-top-box" | "service">;
const isCaTarget = (target: IdentifierTarget): target is CaTarget =>
  target === "smartcard" || target === "set-top-box" || target === "service";

const caIdsOf = (row: RequestRow): Record<CaTarget, string | null> => ({
  smartcard: row.smartcard,
  "set-top-box": row.setTopBox,
  service: row.service,
});

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
