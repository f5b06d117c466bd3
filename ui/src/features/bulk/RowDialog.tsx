import { Button, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkRow, type BulkSheet, commands, type FormDraft } from "../../api/bindings";
import { Json } from "../../components/Code";
import { Dialog } from "../../components/layers/Dialog";
import classes from "./bulk.module.css";
import { useFieldName, useRowFaultText } from "./bulkTexts";
import { columnName } from "./columns/matching";
import { EVERY_ROW } from "./grid/bulkFilter";
import { RecordsOfRow } from "./RecordsOfRow";

interface RowDialogProps {
  sheet: BulkSheet;
  row: BulkRow;
  /** The sheet is being sent, or was: its rows do not change any more. */
  started: boolean;
  onAct: (call: () => Promise<BulkSheet>) => Promise<unknown>;
  onClose: () => void;
}

/** One row of a sheet with all of its cells. Before the sheet is started, a cell can be changed and the row left out. */
export function RowDialog({ sheet, row, started, onAct, onClose }: RowDialogProps) {
  const { t } = useTranslation(["bulk", "common"]);
  const faultText = useRowFaultText();
  const fieldName = useFieldName(sheet);
  const [cells, setCells] = useState(row.cells);
  const [busy, setBusy] = useState(false);
  const was = new Map(row.repaired.map(({ column, was }) => [column, was]));
  const changed = cells.flatMap((text, at) => (text === (row.cells[at] ?? "") ? [] : [{ at, text }]));
  async function act(calls: (() => Promise<BulkSheet>)[]) {
    setBusy(true);
    let done = true;
    for (const call of calls) done &&= (await onAct(call)) !== undefined;
    setBusy(false);
    if (done) onClose();
  }
  const faultsAt = (at: number) =>
    row.faults
      .filter(({ field }) => sheet.matching?.columns[at] === field.split(".")[0])
      .map(faultText)
      .join(". ");
  const others = row.faults.filter(({ field }) => !sheet.matching?.columns.includes(field.split(".")[0] ?? ""));
  const excluded = row.leftOut === "byHand";
  const editable = !started && sheet.check !== null;
  return (
    <Dialog
      onClose={onClose}
      title={t("bulk:row.title", { line: row.line })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <form
        className={classes.dialog}
        aria-label={t("bulk:row.title", { line: row.line })}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && changed.length > 0)
            void act(
              changed.map(
                ({ at, text }) =>
                  () =>
                    commands.bulk.editBulkCell(sheet.id, row.place, at, text),
              ),
            );
        }}
      >
        {others.map((fault) => (
          <p key={`${fault.field} ${fault.fault}`}>
            {fieldName(fault.field)}: {faultText(fault)}
          </p>
        ))}
        {sheet.columns.map((column, at) => {
          const before = was.get(at);
          return (
            <TextInput
              key={column.letter}
              data-autofocus={at === 0 || undefined}
              label={columnName(column)}
              description={before === undefined ? undefined : t("bulk:row.was", { was: before })}
              error={faultsAt(at) || undefined}
              dir="ltr"
              readOnly={!editable}
              disabled={column.secret}
              placeholder={column.secret ? t("bulk:row.notRead") : undefined}
              value={cells[at] ?? ""}
              onChange={(event) => {
                const text = event.currentTarget.value;
                setCells(sheet.columns.map((_, place) => (place === at ? text : (cells[place] ?? ""))));
              }}
            />
          );
        })}
        {row.form && <RowBody form={row.form} />}
        {(row.records || (editable && row.leftOut === null)) && <RecordsOfRow sheet={sheet} row={row} />}
        {started && <p className={classes.quiet}>{t("bulk:row.fixed")}</p>}
        <div className={classes.answers}>
          {row.request && (
            <Link to="/requests/$key" params={{ key: row.request.key }}>
              {t("bulk:row.openRequest")}
            </Link>
          )}
          {editable && (
            <Button aria-disabled={busy} onClick={() => void act([() => excludeRow(sheet.id, row.place, !excluded)])}>
              {t(excluded ? "bulk:row.takeIn" : "bulk:row.leaveOut")}
            </Button>
          )}
          {editable ? (
            <Button type="submit" variant="filled" disabled={changed.length === 0} aria-disabled={busy}>
              {t("bulk:row.save")}
            </Button>
          ) : (
            <Button onClick={onClose}>{t("common:close")}</Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

const excludeRow = (sheet: string, place: number, excluded: boolean) =>
  commands.bulk.excludeBulkRows(sheet, { all: false, places: [place], filter: EVERY_ROW }, excluded);

/** The request that the row becomes, as it would be sent. */
function RowBody({ form }: { form: FormDraft }) {
  const { t } = useTranslation("bulk");
  const { data } = useQuery({ queryKey: ["bulk", "body", form], queryFn: () => commands.outbox.checkForm(form) });
  return data ? <Json label={t("row.body")} before={`POST ${data.path}`} value={data.body} /> : null;
}
