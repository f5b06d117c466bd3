import { Button, NumberInput, Select } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkReading, type BulkSheet, commands } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./bulk.module.css";
import { takeSheet } from "./useBulk";

const SEPARATORS = ["\t", ";", ",", "|", " ", ""] as const;
const COUNTED = ["merged", "formulas", "errors", "hiddenRows"] as const;

/** How the sheet was read. While it is in memory, it can be read again with other settings. */
export function SheetSource({ sheet }: { sheet: BulkSheet }) {
  const { t } = useTranslation("bulk");
  const { source } = sheet;
  const [reading, setReading] = useState<BulkReading>({
    encoding: source.encoding,
    separator: source.separator,
    worksheet: source.worksheet,
    headingLine: source.headingLine ?? 0,
    lastLine: null,
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
  const nameOf = (separator: string) => {
    const name = ({ "\t": "tab", " ": "blank", "": "nothing" } as const)[separator];
    return name ? t(`source.separators.${name}`) : separator;
  };
  const secret = sheet.columns.filter((column) => column.secret).map(({ heading, letter }) => heading || letter);
  const notes = COUNTED.filter((note) => source.notes[note] > 0);
  return (
    <Panel title={t("source.title")} note={t("source.lines", { from: source.firstLine, to: source.lastLine })}>
      <div className={classes.pad}>
        {problem && <ProblemNote problem={problem} />}
        <ul className={classes.notes}>
          {secret.length > 0 && <li>{t("source.secret", { list: secret.join(", ") })}</li>}
          {notes.map((note) => (
            <li key={note}>{t(`source.${note}`, { count: source.notes[note] })}</li>
          ))}
          {source.notes.from1904 && <li>{t("source.from1904")}</li>}
          {source.notes.noFormats && <li>{t("source.noFormats")}</li>}
        </ul>
        {sheet.open ? (
          <div className={classes.fields}>
            {source.worksheet !== null && (
              <Select
                label={t("source.worksheet")}
                data={[source.worksheet, ...source.otherWorksheets]}
                value={reading.worksheet}
                allowDeselect={false}
                onChange={(worksheet) => set({ worksheet, headingLine: null })}
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
            <Button aria-disabled={busy} onClick={() => void readAgain()}>
              {t("source.again")}
            </Button>
          </div>
        ) : (
          <p className={classes.quiet}>{t("source.closed")}</p>
        )}
      </div>
    </Panel>
  );
}
