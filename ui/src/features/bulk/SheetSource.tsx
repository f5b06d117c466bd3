import { Button, NumberInput, Select, TextInput } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkReading, type BulkSheet, commands } from "../../api/bindings";
import { faultAt } from "../../api/problem";
import { useCommand } from "../../api/useCommand";
import { useFaultText } from "../../components/fieldFaults";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./bulk.module.css";
import { takeSheet } from "./useBulk";

const SEPARATORS = ["\t", ";", ",", "|", " ", ""] as const;
const COUNTED = ["merged", "formulas", "errors", "hiddenRows"] as const;

/** How the sheet was read. While it is in memory and was not started, it can be read again with other settings. */
export function SheetSource({ sheet, started }: { sheet: BulkSheet; started: boolean }) {
  const { t } = useTranslation("bulk");
  const { source } = sheet;
  const [reading, setReading] = useState<BulkReading>({
    encoding: source.encoding,
    separator: source.separator,
    worksheet: source.worksheet,
    headingLine: source.headingLine ?? 0,
    lastLine: null,
    firstColumn: source.firstColumn,
    lastColumn: source.lastColumn,
  });
  const { busy, problem, run } = useCommand({ refresh: null });
  const navigate = useNavigate();
  const set = (part: Partial<BulkReading>) => setReading({ ...reading, ...part });
  async function readAgain() {
    const read = await run(() => commands.bulk.readBulkSheetAgain(sheet.id, reading));
    if (!read) return;
    takeSheet(read);
    await navigate({ to: "/bulk/$sheet", params: { sheet: read.id }, replace: true });
  }
  const faultText = useFaultText();
  const textAt = (input: string) => {
    const fault = faultAt(problem, input);
    return fault && faultText(fault);
  };
  const [firstColumn, lastColumn] = [textAt("first_column"), textAt("last_column")];
  const [first, last] = [sheet.columns.at(0)?.letter, sheet.columns.at(-1)?.letter];
  const nameOf = (separator: string) => {
    const name = ({ "\t": "tab", " ": "blank", "": "nothing" } as const)[separator];
    return name ? t(`source.separators.${name}`) : separator;
  };
  const facts = (
    [
      ["worksheet", source.worksheet],
      ["encoding", source.encoding],
      ["separator", source.separator === null ? null : nameOf(source.separator)],
      ["headingLine", source.headingLine === null ? t("source.noHeadingLine") : `${source.headingLine}`],
    ] as const
  ).filter(([, value]) => value !== null);
  const secret = sheet.columns.filter((column) => column.secret).map(({ heading, letter }) => heading || letter);
  const notes = COUNTED.filter((note) => source.notes[note] > 0);
  return (
    <Panel
      title={t("source.title")}
      note={t("source.range", { from: source.firstLine, to: source.lastLine, first, last })}
    >
      <div className={classes.pad}>
        {problem && !firstColumn && !lastColumn && <ProblemNote problem={problem} />}
        <ul className={classes.notes}>
          {secret.length > 0 && <li>{t("source.secret", { list: secret.join(", ") })}</li>}
          {notes.map((note) => (
            <li key={note}>{t(`source.${note}`, { count: source.notes[note] })}</li>
          ))}
          {source.notes.from1904 && <li>{t("source.from1904")}</li>}
          {source.notes.noFormats && <li>{t("source.noFormats")}</li>}
        </ul>
        {sheet.open && !started ? (
          <form
            noValidate
            className={classes.fields}
            onSubmit={(event) => {
              event.preventDefault();
              if (!busy) void readAgain();
            }}
          >
            {source.worksheet !== null && (
              <Select
                label={t("source.worksheet")}
                data={[source.worksheet, ...source.otherWorksheets]}
                value={reading.worksheet}
                allowDeselect={false}
                onChange={(worksheet) => set({ worksheet, headingLine: null, firstColumn: null, lastColumn: null })}
              />
            )}
            {source.encoding !== null && (
              <Select
                label={t("source.encoding")}
                data={source.encodings}
                value={reading.encoding}
                allowDeselect={false}
                onChange={(encoding) => set({ encoding })}
              />
            )}
            {source.separator !== null && (
              <Select
                label={t("source.separator")}
                data={SEPARATORS.map((value) => ({ value: `${value}.`, label: nameOf(value) }))}
                value={`${reading.separator ?? ""}.`}
                allowDeselect={false}
                onChange={(value) => set({ separator: (value ?? ".").slice(0, -1) })}
              />
            )}
            <NumberInput
              label={t("source.headingLine")}
              description={t("source.noHeadings")}
              min={0}
              allowDecimal={false}
              value={reading.headingLine ?? ""}
              onChange={(line) => set({ headingLine: typeof line === "number" ? line : null })}
            />
            <NumberInput
              label={t("source.lastLine")}
              min={1}
              allowDecimal={false}
              placeholder={`${source.lastLine}`}
              value={reading.lastLine ?? ""}
              onChange={(line) => set({ lastLine: typeof line === "number" ? line : null })}
            />
            <TextInput
              label={t("source.firstColumn")}
              description={t("source.allColumns")}
              value={reading.firstColumn ?? ""}
              error={firstColumn}
              onChange={(event) => set({ firstColumn: event.currentTarget.value || null })}
            />
            <TextInput
              label={t("source.lastColumn")}
              value={reading.lastColumn ?? ""}
              error={lastColumn}
              onChange={(event) => set({ lastColumn: event.currentTarget.value || null })}
            />
            <Button type="submit" aria-disabled={busy}>
              {t("source.again")}
            </Button>
          </form>
        ) : (
          <>
            <dl className={classes.facts}>
              {facts.map(([name, value]) => (
                <Fragment key={name}>
                  <dt>{t(`source.${name}`)}</dt>
                  <dd>
                    <bdi>{value}</bdi>
                  </dd>
                </Fragment>
              ))}
            </dl>
            {!started && <p className={classes.quiet}>{t("source.closed")}</p>}
          </>
        )}
      </div>
    </Panel>
  );
}
