import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { BulkSheet, SheetColumn, SheetMatching } from "../../../api/bindings";
import type { Operation } from "../../../state/catalogue";
import { fieldText } from "../../../state/fieldText";
import classes from "./columns.module.css";
import { columnName, matchColumn } from "./matching";

interface ColumnCellsProps {
  sheet: BulkSheet;
  /** Absent until a job is chosen: the columns show their samples. */
  operation: Operation | undefined;
  matching: SheetMatching | undefined;
  faultAt: (input: string) => string | undefined;
  onChange: (matching: SheetMatching) => void;
}

/** The columns of a sheet side by side: heading, field and first value of each. */
export function ColumnCells({ sheet, operation, matching, faultAt, onChange }: ColumnCellsProps) {
  const { t } = useTranslation("bulk");
  if (!operation || !matching) {
    return (
      <ul className={classes.cells}>
        {sheet.columns.map((column) => (
          <li key={column.letter} className={classes.cell} data-off={column.secret || undefined}>
            <bdi className={classes.heading}>{columnName(column)}</bdi>
            <Sample column={column} />
          </li>
        ))}
      </ul>
    );
  }
  const fields = operation.fields
    .filter(({ kind }) => kind.type !== "pin")
    .map((field) => ({ value: field.name, label: fieldText(operation, field, "label") }));
  return (
    <ul className={classes.cells}>
      {sheet.columns.map((column, at) => (
        <li key={column.letter} className={classes.cell} data-off={!matching.columns[at] || undefined}>
          <NativeSelect
            classNames={{ root: classes.match, label: classes.heading }}
            label={<bdi>{columnName(column)}</bdi>}
            aria-label={t("match.columnIs", { name: columnName(column) })}
            description={<Sample column={column} />}
            inputWrapperOrder={["label", "input", "description", "error"]}
            disabled={column.secret}
            data={[{ value: "", label: column.secret ? t("match.notRead") : t("match.notUsed") }, ...fields]}
            value={matching.columns[at] ?? ""}
            error={faultAt(`column.${at}`)}
            onChange={(event) => onChange(matchColumn(matching, at, event.currentTarget.value || null))}
          />
        </li>
      ))}
    </ul>
  );
}

/** The first value of a column. */
function Sample({ column: { samples, secret } }: { column: SheetColumn }) {
  const { t } = useTranslation("bulk");
  const [first] = samples;
  if (secret) return <span className={classes.sample}>{t("match.notRead")}</span>;
  return first ? (
    <bdi className={`${classes.sample} mono`}>{first}</bdi>
  ) : (
    <span className={classes.sample}>{t("match.noSample")}</span>
  );
}
