import { IconTable } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { BulkSheetSummary } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { useLanding } from "../../components/focus";
import { PageHead } from "../../components/PageHead";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { SlowSkeleton } from "../../components/SlowSkeleton";
import { settledOf } from "../../state/batches";
import { operationById, operationText } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { sheetChecks } from "../../state/sheetChecks";
import { BringSheet } from "./BringSheet";
import classes from "./bulk.module.css";
import { SaveTemplate } from "./SaveTemplate";
import { sheetsQuery } from "./useBulk";

/** The bulk page: a sheet is brought, and those that were brought before are listed. */
export function BulkPage() {
  const { t } = useTranslation("bulk");
  const { data: sheets, error, isPending } = useQuery(sheetsQuery);
  const navigate = useNavigate();
  const bring = useRef<HTMLDivElement>(null);
  useLanding(() => bring.current?.querySelector("button"));
  return (
    <>
      <PageHead title={t("title")} />
      <div className={classes.page}>
        <div className={classes.column} ref={bring}>
          <BringSheet onBrought={({ id }) => void navigate({ to: "/bulk/$sheet", params: { sheet: id } })} />
          <SaveTemplate />
          <Panel title={t("sheets")}>
            {error && <ProblemNote problem={asProblem(error)} role="status" />}
            {isPending ? (
              <SlowSkeleton rows={4} />
            ) : (sheets ?? []).length === 0 ? (
              <EmptyState icon={IconTable} title={t("none")}>
                {t("noneNext")}
              </EmptyState>
            ) : (
              <SheetList sheets={sheets ?? []} />
            )}
          </Panel>
        </div>
      </div>
    </>
  );
}

function SheetList({ sheets }: { sheets: BulkSheetSummary[] }) {
  const { t } = useTranslation(["bulk", "operations", "retries", "common"]);
  const dates = useDates();
  const checks = sheetChecks.use();
  return (
    <table className={classes.sheets}>
      <thead>
        <tr>
          {(["name", "job", "rows", "state", "user", "created"] as const).map((column) => (
            <th key={column} scope="col">
              {t(`bulk:column.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sheets.map((sheet) => {
          const operation = operationById(sheet.operation);
          const { batch } = sheet;
          const checking = checks.get(sheet.id);
          const begun = batch && batch.state !== "planned";
          return (
            <tr key={sheet.id}>
              <td>
                <Link to="/bulk/$sheet" params={{ sheet: sheet.id }}>
                  <bdi>{sheet.name || t("bulk:pasted")}</bdi>
                </Link>
              </td>
              <td>{operation ? t(operationText(operation.id, "job")) : t("common:none")}</td>
              <td className={classes.number}>{t("bulk:rows", { count: sheet.rows })}</td>
              <td>
                {checking
                  ? t("bulk:match.checking", { rows: checking.rows, of: checking.of })
                  : batch
                    ? t(`bulk:state.${batch.state}`)
                    : t("bulk:notMatched")}
                {begun && ` · ${t("retries:settledOf", { done: settledOf(batch), of: batch.ready })}`}
              </td>
              <td>
                <bdi>{sheet.user}</bdi>
              </td>
              <td>
                <time title={dates.long(sheet.created)}>{dates.short(sheet.created)}</time>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
