import { Button, NativeSelect } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { JobDraft, SheetSource } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import classes from "../field.module.css";
import { changed, type ImportLine, isLost, isTaken, repair, swap } from "./jobImport";

interface ImportLinesProps {
  lines: ImportLine[];
  onLines: (lines: ImportLine[]) => void;
}

/** Each parsed line of the list, with its faults and the possible repairs. */
export function ImportLines({ lines, onLines }: ImportLinesProps) {
  const { t } = useTranslation("field");
  const change = (line: ImportLine) => onLines(changed(lines, line));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and so must be reachable by keyboard
    <section className={classes.preview} aria-label={t("understood")} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("line")}</th>
            <th scope="col">{t("part.smartcard")}</th>
            <th scope="col">{t("part.setTopBox")}</th>
            <th scope="col">{t("part.subscription")}</th>
            <th scope="col">{t("noteWord")}</th>
            <th scope="col">{t("verdictWord")}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.id} data-out={!isTaken(line) || undefined}>
              <th scope="row">{line.line}</th>
              <Cell draft={line.draft} of="smartcard" />
              <Cell draft={line.draft} of="setTopBox" />
              <Cell draft={line.draft} of="subscription" />
              <td>
                <bdi>{line.draft.note}</bdi>
              </td>
              <td>
                <Verdicts line={line} onChange={change} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ draft, of }: { draft: JobDraft; of: "smartcard" | "setTopBox" | "subscription" }) {
  const text = draft[of];
  return <td>{text && <Identifier value={text} bare copy={false} />}</td>;
}

function Verdicts({ line, onChange }: { line: ImportLine; onChange: (line: ImportLine) => void }) {
  const { t } = useTranslation("field");
  const lost = isLost(line);
  const said = line.again ? [...line.verdicts, "twice" as const] : line.verdicts;
  return (
    <div className={classes.verdicts}>
      {said.map((verdict) => (
        <span key={verdict} className={classes.verdict}>
          <Icon of={IconAlertTriangle} size={20} />
          {t(`verdict.${verdict}`)}
          {verdict === "swapped" && !lost && <Button onClick={() => onChange(swap(line))}>{t("fix.swapped")}</Button>}
        </span>
      ))}
      {!lost &&
        line.repairs.map((other) => (
          <Button key={`${other.part} ${other.text}`} onClick={() => onChange(repair(line, other))}>
            {t("fix.use", { text: other.text })}
          </Button>
        ))}
      {!isTaken(line) && <b>{t("isLeftOut")}</b>}
      {!lost && !line.again && (
        <Button
          aria-label={t(line.leftOut ? "takeLine" : "leaveOutLine", { line: line.line })}
          onClick={() => onChange({ ...line, leftOut: !line.leftOut })}
        >
          {line.leftOut ? t("take") : t("leaveOut")}
        </Button>
      )}
    </div>
  );
}

export interface SheetReading {
  encoding: string | null;
  separator: string | null;
  worksheet: string | null;
}

interface EncodingChoiceProps {
  source: SheetSource;
  sample: string[][];
  busy: boolean;
  onRead: (reading: SheetReading) => void;
}

const SEPARATORS = [
  [";", "semicolon"],
  [",", "comma"],
  ["\t", "tab"],
  ["|", "bar"],
  [" ", "blank"],
  ["", "nothing"],
] as const;

const ENCODINGS = ["UTF-8", "windows-1253", "ISO-8859-7", "IBM737", "windows-1252", "UTF-16LE", "UTF-16BE"] as const;

/** The encoding, separator and worksheet of a list, its first rows as parsed, and the alternatives. */
export function EncodingChoice({ source, sample, busy, onRead }: EncodingChoiceProps) {
  const { t } = useTranslation("field");
  const { encoding, separator, worksheet } = source;
  const now: SheetReading = { encoding, separator, worksheet };
  const encodingName = (label: string) => {
    const known = ENCODINGS.find((name) => name === label);
    return known ? t(`encoding.${known}`) : label;
  };
  // Typed lines have no columns.
  const rows = sample.filter((cells) => cells.length > 0);
  const separators: { value: string; label: string }[] = SEPARATORS.map(([value, name]) => ({
    value,
    label: t(`separator.${name}`),
  }));
  if (separator !== null && !SEPARATORS.some(([value]) => value === separator)) {
    separators.unshift({ value: separator, label: separator });
  }
  return (
    <section className={classes.readAs} aria-label={t("readAs")}>
      <div className={classes.tools}>
        {encoding !== null && (
          <NativeSelect
            label={t("encodingWord")}
            value={encoding}
            disabled={busy}
            data={source.encodings.map((value) => ({ value, label: encodingName(value) }))}
            // Another encoding may have another separator.
            onChange={(event) => onRead({ ...now, encoding: event.currentTarget.value, separator: null })}
          />
        )}
        {separator !== null && (
          <NativeSelect
            label={t("separatorWord")}
            value={separator}
            disabled={busy}
            data={separators}
            onChange={(event) => onRead({ ...now, separator: event.currentTarget.value })}
          />
        )}
        {worksheet !== null && source.otherWorksheets.length > 0 && (
          <NativeSelect
            label={t("worksheetWord")}
            value={worksheet}
            disabled={busy}
            data={[worksheet, ...source.otherWorksheets]}
            onChange={(event) => onRead({ ...now, worksheet: event.currentTarget.value })}
          />
        )}
      </div>
      {rows.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a wide table scrolls, and so must be reachable by keyboard
        <section className={classes.preview} aria-label={t("sample")} tabIndex={0}>
          <table>
            <caption>{t("sampleHelp")}</caption>
            <tbody>
              {rows.map((cells, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows of a sample are where they are
                <tr key={at}>
                  {cells.map((cell, column) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: and so are their cells
                    <td key={column}>
                      <bdi>{cell}</bdi>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
