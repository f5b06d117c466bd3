import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import type { Field, Operation } from "../../state/catalogue";
import { useOperationName } from "../../state/useOperationName";
import { RetryNote } from "./RetryNote";
import { missingText, type Retried } from "./retried";

/**
 * That a form retries a rejected request: until it is sent or emptied. One that is taken back during its hold
 * retries the same request again.
 */
export function useRetried(operation: Operation, start: Retried | undefined) {
  const { t } = useTranslation("retries");
  const jobName = useOperationName();
  const [retried, setRetried] = useState(start);
  const [sent, setSent] = useState<{ key: string; retried: Retried }>();
  const nameOf = ({ origin: { row } }: Retried) => row.number ?? jobName(row);
  return {
    retried,
    lackAt(field: Field) {
      const missing = retried?.missing.find(({ field: input }) => isOf(field, input));
      return retried && missing && missingText(missing, field, retried);
    },
    onSent(row: RequestRow) {
      setSent(retried && { key: row.key, retried });
      setRetried(undefined);
    },
    onFilled(key: string) {
      if (sent?.key !== key) return;
      setRetried(sent.retried);
      setSent(undefined);
    },
    forget() {
      setRetried(undefined);
      setSent(undefined);
    },
    note: retried ? (
      <RetryNote retried={retried} operation={operation} />
    ) : (
      sent && (
        <Banner
          tone="info"
          role="status"
          actions={
            <Anchor component={Link} to={`/requests/${sent.retried.origin.row.key}`} fz="inherit">
              {t("toParent", { name: nameOf(sent.retried) })}
            </Anchor>
          }
        >
          {t("sent", { name: nameOf(sent.retried) })}
        </Banner>
      )
    ),
  };
}

const isOf = ({ name }: Field, input: string) => input === name || input.startsWith(`${name}.`);
