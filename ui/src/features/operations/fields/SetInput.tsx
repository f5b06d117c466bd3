import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useId } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import type { OperationForm } from "../useOperationForm";
import { rowName, setRows, splitIdentifiers, withPasted } from "../values";
import { focusInput } from "../walk";
import { FieldRow } from "./FieldRow";
import classes from "./fields.module.css";
import type { SetField } from "./kinds";
import { Messages } from "./Messages";
import { SetRow } from "./SetRow";
import { fieldText } from "./texts";

/** Any number of cards or boxes. Enter in the last filled row opens another; an empty row is no item. */
export function SetInput({ form, field }: { form: OperationForm; field: SetField }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const rows = setRows(form.values, field);
  const label = fieldText(form.operation, field, "label");
  const filled = rows.filter((text) => text.trim() !== "").length;

  /** Draws the rows before one of them gets the focus. */
  function changeRows(next: string[], focused: number) {
    flushSync(() => form.setRows(field, next.length > 0 ? next : [""]));
    focusInput(rowName(field, Math.max(0, focused)));
  }
  const add = () => changeRows([...rows, ""], rows.length);

  function onKeyDown(event: KeyboardEvent, row: number) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || !rows[row]?.trim()) return;
    if (row < rows.length - 1) return;
    event.preventDefault();
    event.stopPropagation();
    add();
  }
  function onPaste(event: ClipboardEvent, row: number) {
    const texts = splitIdentifiers(event.clipboardData.getData("text"));
    if (texts.length < 2) return;
    event.preventDefault();
    const next = withPasted(form.values, field, row, texts);
    changeRows(setRows(next, field), row + texts.length - 1);
  }

  return (
    <FieldRow label={label} id={id} optional={field.need === "optional"} count={filled}>
      <ul className={classes.set} aria-labelledby={id} data-set={field.name}>
        {rows.map((text, row) => (
          <SetRow
            // Rows have no identity but their place.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={row}
            form={form}
            field={field}
            label={label}
            row={row}
            removable={rows.length > 1 || text !== ""}
            onKeyDown={onKeyDown}
            onPaste={onPaste}
            onRemove={() =>
              changeRows(
                rows.filter((_, place) => place !== row),
                Math.min(row, rows.length - 2),
              )
            }
          />
        ))}
      </ul>
      <div className={classes.setFoot}>
        <Messages
          id={`${id}-messages`}
          errors={form.errorsAt(field.name)}
          warnings={form.warningsAt(field.name)}
          help={fieldText(form.operation, field, "help")}
          lack={form.lackAt(field)}
        />
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconPlus} size={14} />}
          onClick={add}
          aria-label={t("addRowTo", { field: label })}
        >
          {t("addRow")}
        </Button>
      </div>
    </FieldRow>
  );
}
