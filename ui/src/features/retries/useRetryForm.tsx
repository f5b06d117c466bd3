import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow, ValueSource } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import type { Field, Operation } from "../../state/catalogue";
import { useReason } from "../../state/causes";
import { fieldText } from "../../state/fieldText";
import { useOperationName } from "../../state/requestTexts";
import classes from "./retries.module.css";
import { missingText, type RetryOrigin } from "./retryForm";

/** The retry state of a form, until the form is sent or emptied. An undone request retries the same request again. */
export function useRetryForm(operation: Operation, start: RetryOrigin | undefined) {
  const { t } = useTranslation("retries");
  const jobName = useOperationName();
  const [retried, setRetried] = useState(start);
  const [sent, setSent] = useState<{ key: string; retried: RetryOrigin }>();
  const nameOf = ({ origin: { row } }: RetryOrigin) => row.number ?? jobName(row);
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
    /** For a form that was emptied by mistake. */
    restore: setRetried,
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

const SOURCES: readonly ValueSource[] = ["journal", "request", "server", "mapping"];

/** The note of a retry form: the original request, the sources of its values, and the missing ones. */
function RetryNote({ retried, operation }: { retried: RetryOrigin; operation: Operation }) {
  const { t } = useTranslation("retries");
  const jobName = useOperationName();
  const { row } = retried.origin;
  const reason = useReason()(row);
  const named = (inputs: string[]) => [...new Set(inputs.map((input) => nameOf(operation, input)))].join(", ");
  const known = SOURCES.map((from) => ({
    from,
    fields: retried.known.filter((field) => field.from === from).map(({ field }) => field),
  })).filter(({ fields }) => fields.length > 0);
  return (
    <Banner tone="info" role="status">
      <b>{t(retried.resync ? "note.resyncs" : "note.retries", { name: row.number ?? jobName(row) })}</b>{" "}
      {t("note.newOne")}
      {reason && (
        <div>
          {t("note.rejectedWith")}{" "}
          <bdi dir="ltr" className={classes.inline} data-selectable>
            {reason}
          </bdi>
        </div>
      )}
      {known.map(({ from, fields }) => (
        <div key={from}>
          {t(`note.from.${from}`)} {named(fields)}
        </div>
      ))}
      {retried.overruled.map((answer) => (
        <div key={answer.id}>{t("note.overruled", answer)}</div>
      ))}
      {retried.missing.length > 0 && (
        <div>
          <b>{t("note.missing")}</b> {named(retried.missing.map(({ field }) => field))}
        </div>
      )}
    </Banner>
  );
}

/** The label of the field of an input such as `smartcard_set.0.smartcard_ca_id`. */
function nameOf(operation: Operation, input: string): string {
  const field = operation.fields.find(({ name }) => input === name || input.startsWith(`${name}.`));
  return field ? fieldText(operation, field, "label") : input;
}
