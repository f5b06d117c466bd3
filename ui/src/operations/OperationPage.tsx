import { Anchor } from "@mantine/core";
import { IconListDetails } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Operation, operationById } from "../desk/catalogue";
import { commands, type RequestDetail } from "../host/bindings";
import { EmptyState } from "../kit/EmptyState";
import { PageHead } from "../kit/PageHead";
import { OperationDesk } from "./OperationDesk";

/** The form of one operation, empty, as it was left, or filled from a request (`?from=<key>`). */
export function OperationPage() {
  const { operationId = "" } = useParams({ strict: false });
  const { from } = useSearch({ strict: false }) as { from?: string };
  const operation = operationById(operationId);
  if (!operation) return <UnknownOperation />;
  return <Start key={`${operation.id} ${from ?? ""}`} operation={operation} from={from} />;
}

export interface FormStart {
  values?: Record<string, string>;
  /** The request that the values came from. */
  origin?: RequestDetail;
}

/** Both come from this computer, so there is nothing to show while they are read. */
function Start({ operation, from }: { operation: Operation; from?: string }) {
  const start = useQuery({
    queryKey: ["form", operation.id, from ?? null],
    queryFn: (): Promise<FormStart> => (from ? filledFrom(operation, from) : asLeft(operation)),
    gcTime: 0,
    staleTime: 0,
  });
  // What a form starts with is asked once: later answers must not replace what is typed meanwhile.
  return start.isPending ? null : <OperationDesk operation={operation} start={start.data ?? {}} />;
}

async function asLeft(operation: Operation): Promise<FormStart> {
  const kept = await commands.keptForm(operation.id);
  return kept ? { values: kept.values } : {};
}

async function filledFrom(operation: Operation, from: string): Promise<FormStart> {
  const origin = await commands.request(from);
  return origin.draft?.operation === operation.id ? { values: origin.draft.values, origin } : asLeft(operation);
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
