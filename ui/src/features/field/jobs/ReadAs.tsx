import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SheetSource } from "../../../api/bindings";
import classes from "./jobs.module.css";

export interface Reading {
  encoding: string | null;
  separator: string | null;
  worksheet: string | null;
}

interface ReadAsProps {
  source: SheetSource;
  sample: string[][];
  busy: boolean;
  onRead: (reading: Reading) => void;
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

/** How a list was read, with its first rows as the proof, and how else it could be. */
export function ReadAs({ source, sample, busy, onRead }: ReadAsProps) {
  const { t } = useTranslation("field");
  const { encoding, separator, worksheet } = source;
  const now: Reading = { encoding, separator, worksheet };
  const encodingName = (label: string) => {
    const known = ENCODINGS.find((name) => name === label);
    return known ? t(`encoding.${known}`) : label;
  };
  // Of typed lines nothing stands in columns.
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
            // Where the letters are others, so may be the separator.
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
