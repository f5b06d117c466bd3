import { useTranslation } from "react-i18next";
import type { KnownFrom } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import type { Operation } from "../../state/catalogue";
import { useOperationName } from "../../state/useOperationName";
import { fieldText } from "../operations/fields/fieldText";
import type { Retried } from "./retried";
import classes from "./retries.module.css";

const SOURCES: readonly KnownFrom[] = ["journal", "request", "server"];

/** Which request the form retries, where each of its values comes from, and what must be typed. */
export function RetryNote({ retried, operation }: { retried: Retried; operation: Operation }) {
  const { t } = useTranslation("retries");
  const jobName = useOperationName();
  const { row } = retried.origin;
  const named = (inputs: string[]) => [...new Set(inputs.map((input) => nameOf(operation, input)))].join(", ");
  const known = SOURCES.map((from) => ({
    from,
    fields: retried.known.filter((field) => field.from === from).map(({ field }) => field),
  })).filter(({ fields }) => fields.length > 0);
  return (
    <Banner tone="info" role="status">
      <b>{t(retried.resync ? "note.resyncs" : "note.retries", { name: row.number ?? jobName(row) })}</b>{" "}
      {t("note.newOne")}
      {(row.errorText ?? row.errorCode) && (
        <div>
          {t("note.rejectedWith")}{" "}
          <bdi dir="ltr" className={classes.inline} data-selectable>
            {row.errorText ?? row.errorCode}
          </bdi>
        </div>
      )}
      {known.map(({ from, fields }) => (
        <div key={from}>
          {t(`note.from.${from}`)} {named(fields)}
        </div>
      ))}
      {retried.missing.length > 0 && (
        <div>
          <b>{t("note.missing")}</b> {named(retried.missing.map(({ field }) => field))}
        </div>
      )}
    </Banner>
  );
}

/** `smartcard_set.0.smartcard_ca_id` is told by the name of its field. */
function nameOf(operation: Operation, input: string): string {
  const field = operation.fields.find(({ name }) => input === name || input.startsWith(`${name}.`));
  return field ? fieldText(operation, field, "label") : input;
}
