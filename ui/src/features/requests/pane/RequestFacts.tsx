import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { EntityKind, Parameter, RequestDetail, SheetRowRef } from "../../../api/bindings";
import { CopyButton, Identifier } from "../../../components/Identifier";
import { useDates } from "../../../state/dates";
import { EntityNumber, EntityNumbers, kindOfParameter } from "../../entities/EntityNumbers";
import { EVERYTHING, searchOf } from "../filters/requestsView";
import classes from "../requests.module.css";
import { providerName } from "../table/columns";

/** The facts of a request. A fact that the server did not report has no line. */
export function RequestFacts({ detail, part }: { detail: RequestDetail; part: "request" | "log" }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const { row } = detail;
  const at = (instant: number | null) => instant !== null && <time>{dates.long(instant)}</time>;
  const id = (text: string | null) => text && <Identifier value={text} bare />;
  const numbers = (kind: EntityKind, texts: string | null) => texts && <EntityNumbers kind={kind} texts={texts} />;
  const by = detail.createdBy ?? row.user;
  const unit = detail.createdUnit ?? row.unit;

  const facts: [string, ReactNode][] =
    part === "request"
      ? [
          [t("fact.card"), numbers("smartcard", row.smartcard)],
          [t("fact.box"), numbers("setTopBox", row.setTopBox)],
          [t("fact.service"), numbers("service", row.service)],
          [t("fact.subscription"), numbers("subscription", row.subscription)],
          [t("fact.provider"), providerName(row.provider)],
          [t("fact.type"), row.requestType && <bdi className="mono">{row.requestType}</bdi>],
          [t("fact.priority"), row.priority],
          [t("fact.process"), detail.processName],
          [t("fact.immediately"), detail.processImmediately !== null && t(detail.processImmediately ? "yes" : "no")],
          [t("fact.scheduled"), at(detail.scheduled)],
          [t("fact.leavesAt"), at(row.leavesAt)],
          [t("fact.reference"), id(detail.referenceNumber)],
          [t("fact.id"), id(row.id)],
          [t("fact.sheet"), detail.sheet && <SheetLink from={detail.sheet} />],
        ]
      : [
          [t("fact.created"), at(row.created)],
          [
            t("fact.createdBy"),
            (by || unit) && (
              <>
                {by && <UserLink user={by} />}
                {by && unit && ", "}
                {unit}
              </>
            ),
          ],
          [t("fact.executed"), at(detail.executed)],
          [t("fact.updated"), at(detail.updated)],
          [t("fact.updatedBy"), detail.updatedBy && <UserLink user={detail.updatedBy} />],
          [t("fact.zone"), dates.zone],
        ];
  return (
    <dl className={classes.facts}>
      {facts
        .filter(([, fact]) => fact)
        .map(([name, fact]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{fact}</dd>
          </div>
        ))}
    </dl>
  );
}

/** Leads to the sheet that the request was made of. */
function SheetLink({ from: { sheet, name, line } }: { from: SheetRowRef }) {
  const { t } = useTranslation("requests");
  return (
    <Link to="/bulk/$sheet" params={{ sheet }}>
      <bdi>{t("fact.sheetLine", { name: name || t("fact.pasted"), line })}</bdi>
    </Link>
  );
}

/** Leads to all requests of the user. */
function UserLink({ user }: { user: string }) {
  return (
    <Link to="/requests" search={searchOf({ ...EVERYTHING, users: [user] })}>
      <bdi>{user}</bdi>
    </Link>
  );
}

/** The parameters of a request by their names in the API. */
export function Parameters({ parameters }: { parameters: Parameter[] }) {
  const { t } = useTranslation(["requests", "common"]);
  const all = parameters.map(({ name, value }) => `${name}\t${value ?? ""}`).join("\n");
  return (
    <section>
      <h3>
        {t("requests:parameters")} <span className={classes.paneCount}>{parameters.length}</span>
        <CopyButton value={all} name={t("requests:parameters")} />
      </h3>
      <dl className={classes.parameters}>
        {parameters.map(({ name, value }, place) => (
          // A name can occur twice: a set has one parameter per item.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={place}>
            <dt>
              <bdi className="mono">{name}</bdi>
            </dt>
            <dd>
              <ParameterValue name={name} value={value} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function ParameterValue({ name, value }: Parameter) {
  const { t } = useTranslation();
  const kind = kindOfParameter(name);
  if (value === null) return t("none");
  return kind ? <EntityNumber kind={kind} text={value} /> : <Identifier value={value} bare />;
}
