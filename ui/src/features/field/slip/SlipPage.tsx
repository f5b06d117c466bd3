import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type ReactNode, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RequestState, type Slip } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { useCommand } from "../../../api/useCommand";
import { useLanding } from "../../../components/focus";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import { showDone } from "../../toasts/showToast";
import { FieldHeader } from "../FieldHeader";
import classes from "../field.module.css";
import { fieldDayQuery, slipQuery } from "../queries";
import "../../handover/print.css";
import { Identifier } from "../../../components/Identifier";
import { useReason } from "../../../state/causes";
import { datesIn } from "../../../state/dates";
import { useOperationName } from "../../../state/requestTexts";
import { useAllScans } from "../../scanner/scanTargets";
import { TouchButton } from "../TouchButton";

/** Other web views save a PDF only in their print dialog. */
const savesPdf = () => /linux/i.test(navigator.userAgent);

/** The slip that the customer signs and keeps, printed or saved as PDF. It contains no PIN. */
export function SlipPage() {
  const { t } = useTranslation("field");
  const { key = "" } = useParams({ strict: false });
  const { data: slip, error } = useQuery(slipQuery(key));
  const { data: day } = useQuery(fieldDayQuery);
  const { problem, run } = useCommand({ refresh: null });
  // Scans are ignored while the customer signs.
  useAllScans(() => undefined);
  const paper = useRef<HTMLElement>(null);
  useLanding(() => paper.current);
  const job = day?.jobs.find(({ row }) => row?.key === key);

  const save = (of: Slip) =>
    run(async () => {
      const file = await commands.window.chooseFile("slip", fileName(t("slipTitle"), of));
      if (file === null) return;
      await commands.window.savePdf(file.handle);
      showDone(t("slipSaved"), file.name);
    });

  return (
    <div className={classes.page}>
      <FieldHeader
        title={t("slipTitle")}
        about={t("noPinOnIt")}
        back={{ to: "/field", search: job ? { job: job.id } : {}, label: t("backToField") }}
      >
        <TouchButton
          icon={IconDownload}
          off={!slip || !savesPdf()}
          note={savesPdf() ? undefined : t("pdfByPrinting")}
          onClick={() => slip && void save(slip)}
        >
          {t("savePdf")}
        </TouchButton>
        <TouchButton className={classes.primary} icon={IconPrinter} off={!slip} onClick={() => window.print()}>
          {t("print")}
        </TouchButton>
      </FieldHeader>
      {/* A long slip scrolls, and so must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section ref={paper} className={classes.paperRoom} tabIndex={0} aria-label={t("slipTitle")}>
        {problem && <ProblemNote problem={problem} />}
        {error && <ProblemNote problem={asProblem(error)} />}
        {slip ? <SlipPaper slip={slip} /> : !error && <SkeletonRows rows={8} />}
      </section>
    </div>
  );
}

/** A file name without the characters that numbers may contain but file names may not. */
const fileName = (title: string, { row }: Slip) =>
  `${title} ${(row.number ?? row.smartcard ?? row.key).replaceAll(/[^\p{L}\p{N}._-]/gu, "-")}.pdf`;

const FINAL: readonly RequestState[] = ["completed", "rejected", "refused", "cancelled"];
const NOT_SENT: readonly RequestState[] = ["held", "queued", "notSent"];

/** The slip as printed: one page, light in every theme. Only elements with `data-print` are printed. */
function SlipPaper({ slip }: { slip: Slip }) {
  const { t } = useTranslation(["field", "states", "common"]);
  const id = useId();
  const operationName = useOperationName();
  const dates = datesIn(slip.timeZone);
  const { row } = slip;
  const reason = useReason()(row);
  const stateText = (state: RequestState) => {
    if (FINAL.includes(state)) return t(`states:meaning.${state}`);
    return t(NOT_SENT.includes(state) ? "field:slip.notSent" : "field:slip.notFinal");
  };
  const at = row.updated ?? row.created;
  return (
    <article className={classes.paper} aria-labelledby={id} data-print data-selectable>
      <header className={classes.paperHead}>
        <div>
          <p className={classes.operator}>{slip.organisation || slip.connection}</p>
          {slip.unit && <p>{slip.unit}</p>}
          <h2 id={id}>{t("field:slip.title")}</h2>
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
        <Fact name={t("field:slip.job")}>{operationName(row)}</Fact>
        <Fact name={t("field:slip.result")}>
          <b>{row.state === "other" && row.stateText ? row.stateText : t(`states:${row.state}`)}</b>{" "}
          {at !== null && `${dates.long(at)} (${dates.zoneName})`}
          <p>{stateText(row.state)}</p>
          {reason && <p>{reason}</p>}
        </Fact>
        <Numbers name={t("field:slip.cards")} values={slip.smartcards} />
        <Numbers name={t("field:slip.boxes")} values={slip.setTopBoxes} />
        {row.subscription && <Numbers name={t("field:subscription")} values={[row.subscription]} />}
        <Fact name={t("field:slip.services")}>
          {slip.services.length > 0 ? (
            <ul>
              {slip.services.map((service) => (
                <li key={service}>{isCode(service) ? t("field:slip.serviceCode", { code: service }) : service}</li>
              ))}
            </ul>
          ) : (
            t("field:slip.noServices")
          )}
        </Fact>
        <Numbers name={t("field:slip.number")} values={row.number ? [row.number] : []} />
        {slip.installer && <Fact name={t("field:slip.installer")}>{slip.installer}</Fact>}
      </dl>
      <dl className={classes.sign}>
        {(["name", "date", "signature"] as const).map((line) => (
          <div key={line}>
            <dt>{t(`field:slip.${line}`)}</dt>
            <dd />
          </div>
        ))}
      </dl>
      <footer>
        {t("field:slip.made", { at: dates.long(slip.made), zone: dates.zoneName, connection: slip.connection })}
        {slip.referenceNumber && (
          <>
            {" · "}
            {t("field:slip.reference")} <bdi className="mono">{slip.referenceNumber}</bdi>
          </>
        )}
      </footer>
    </article>
  );
}

/** A service of which only the number in the CA system is known. */
const isCode = (service: string) => /^\d+$/.test(service);

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
