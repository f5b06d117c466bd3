import { IconAlertTriangle, IconCheck, IconCircleMinus, IconPencil } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { BulkRow } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { StateLabel } from "../../../components/labels/StateLabel";
import { cellParts } from "./cellMarks";
import classes from "./grid.module.css";

interface CellTexts {
  none: string;
  /** The result of the row's check; absent before the check. */
  check: string | undefined;
  repaired: (was: string) => string;
}

interface ShownColumns {
  /** Places of the sheet's columns that are shown. */
  columns: readonly number[];
  /** The sheet was started: its rows have requests. */
  started: boolean;
}

/** The cells of a row. A function, because a component for each of some thousand cells would be most of a frame. */
export function rowCells(row: BulkRow, { columns, started }: ShownColumns, texts: CellTexts): ReactNode {
  const { request } = row;
  const look = request?.state === "sending" ? classes.sending : row.leftOut === null ? undefined : classes.leftOut;
  return (
    <>
      <td className={`${classes.number} ${look ?? ""}`}>{row.line}</td>
      {columns.map((at) => {
        const now = row.cells[at] ?? "";
        const was = row.repaired.find(({ column }) => column === at)?.was;
        return (
          <td key={at} className={look} title={was === undefined ? now : texts.repaired(was)}>
            <bdi className="mono">{was === undefined ? now || texts.none : markedText(was, now)}</bdi>
          </td>
        );
      })}
      {texts.check !== undefined && (
        <td className={look}>{texts.check && checkLabel(toneOf(row), iconOf(row), texts.check)}</td>
      )}
      {started && (
        <>
          <td className={look}>
            {request ? <StateLabel state={request.state} text={request.stateText} /> : texts.none}
          </td>
          <td className={look}>
            <bdi className="mono">{request?.number ?? texts.none}</bdi>
          </td>
        </>
      )}
    </>
  );
}

/** A repaired text with the characters that the repair added. */
function markedText(was: string, now: string): ReactNode {
  return cellParts(was, now).map(({ text, added }, place) =>
    added ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text
      <mark key={place} className={classes.added}>
        {text}
      </mark>
    ) : (
      text
    ),
  );
}

function checkLabel(tone: string, icon: Drawing, text: string): ReactNode {
  return (
    <span className={classes.check} data-tone={tone} title={text}>
      <Icon of={icon} size={12} />
      <span>{text}</span>
    </span>
  );
}

const needsLook = ({ leftOut, faults, records }: BulkRow) =>
  leftOut === "missing" || faults.length > 0 || (leftOut === null && records !== null && records.findings.length > 0);

function toneOf(row: BulkRow): string {
  if (needsLook(row)) return "warn";
  if (row.leftOut !== null) return "mute";
  return row.repaired.length > 0 ? "info" : "ok";
}

function iconOf(row: BulkRow): Drawing {
  if (needsLook(row)) return IconAlertTriangle;
  if (row.leftOut !== null) return IconCircleMinus;
  return row.repaired.length > 0 ? IconPencil : IconCheck;
}
