import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { RequestState, Slip } from "../../../api/bindings";
import { Identifier } from "../../../components/Identifier";
import { datesIn } from "../../../state/dates";
import { useOperationName } from "../../../state/useOperationName";
import classes from "./slip.module.css";

const FINAL: readonly RequestState[] = ["completed", "rejected", "refused", "cancelled"];
const NOT_SENT: readonly RequestState[] = ["held", "queued", "notSent"];

/** The slip as it is on paper: light whatever the theme, one page. What carries `data-print` is all that is printed. */
export function SlipPaper({ slip }: { slip: Slip }) {
  const { t } = useTranslation(["field", "states", "common"]);
  const id = useId();
  const jobName = useOperationName();
  const dates = datesIn(slip.timeZone);
  const { row } = slip;
  const saidOf = (state: RequestState) => {
    if (FINAL.includes(state)) return t(`states:meaning.${state}`);
    return t(NOT_SENT.includes(state) ? "field:slip.notSent" : "field:slip.notFinal");
  };
  const at = row.updated ?? row.created;
  return (
    <article className={classes.paper} aria-labelledby={id} data-print data-selectable>
      <header className={classes.head}>
        <div>
          <h2 id={id}>{t("field:slip.title", { job: jobName(row) })}</h2>
          <p>{[slip.organisation, slip.unit, slip.connection].filter(Boolean).join(", ")}</p>
        </div>
        {slip.qr ? (
          <figure className={classes.qr}>
            <img src={`data:image/svg+xml,${encodeURIComponent(slip.qr)}`} alt={t("field:slip.qr")} />
          </figure>
        ) : (
          <p className={classes.noQr}>{t("field:slip.noQr")}</p>
        )}
      </header>
      <dl className={classes.facts}>
        <Fact name={t("field:slip.result")}>
          <b>{row.state === "other" && row.stateText ? row.stateText : t(`states:${row.state}`)}</b>{" "}
          {at !== null && `${dates.long(at)} (${dates.zoneName})`}
          <p>{saidOf(row.state)}</p>
          {row.errorText && <p>{row.errorText}</p>}
        </Fact>
        <Numbers name={t("field:slip.cards")} values={slip.smartcards} />
        <Numbers name={t("field:slip.boxes")} values={slip.setTopBoxes} />
        {row.subscription && <Numbers name={t("field:subscription")} values={[row.subscription]} />}
        <Fact name={t("field:slip.services")}>
          {slip.services.length > 0 ? (
            <ul>
              {slip.services.map((service) => (
                <li key={service}>{service}</li>
              ))}
            </ul>
          ) : (
            t("field:slip.noServices")
          )}
        </Fact>
        <Numbers name={t("field:slip.number")} values={row.number ? [row.number] : []} />
        {slip.referenceNumber && <Numbers name={t("field:slip.reference")} values={[slip.referenceNumber]} />}
      </dl>
      <dl className={classes.sign}>
        {(["name", "date", "signature"] as const).map((line) => (
          <div key={line}>
            <dt>{t(`field:slip.${line}`)}</dt>
            <dd />
          </div>
        ))}
      </dl>
      <footer>{t("field:slip.made", { at: dates.long(slip.made), zone: dates.zoneName })}</footer>
    </article>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Numbers({ name, values }: { name: string; values: string[] }) {
  const { t } = useTranslation();
  return (
    <Fact name={name}>
      {values.length === 0
        ? t("none")
        : values.map((value) => <Identifier key={value} value={value} bare copy={false} />)}
    </Fact>
  );
}
