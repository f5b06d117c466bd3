import { Button, SegmentedControl } from "@mantine/core";
import { IconDeviceTv, IconId, IconList, IconPlus, IconServer, IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useId } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { type Drawing, Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import type { IdentifierTarget } from "../../../state/catalogue";
import { fieldText } from "../../../state/fieldText";
import { focusInput } from "../focusOrder";
import { rowName, setRows, splitIdentifiers, withPasted } from "../formValues";
import type { FormState } from "../useOperationForm";
import { FieldMessages, FieldRow } from "./FieldRow";
import { isSet, type SetField } from "./fieldKinds";
import classes from "./fields.module.css";
import { LookupInput } from "./LookupInput";

/** A set of cards or boxes. Shift+Enter adds a row; empty rows are ignored. */
export function SetInput({ form, field }: { form: FormState; field: SetField }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const rows = setRows(form.values, field);
  const label = fieldText(form.operation, field, "label");
  const filled = rows.filter((text) => text.trim() !== "").length;

  /** Renders the rows before one of them is focused. */
  function changeRows(next: string[], focused: number) {
    flushSync(() => form.setRows(field, next.length > 0 ? next : [""]));
    focusInput(rowName(field, Math.max(0, focused)));
  }
  const add = () => changeRows([...rows, ""], rows.length);

  function onKeyDown(event: KeyboardEvent, row: number) {
    if (event.key !== "Enter" || !event.shiftKey || event.ctrlKey || event.metaKey || !rows[row]?.trim()) return;
    event.preventDefault();
    event.stopPropagation();
    changeRows(rows.toSpliced(row + 1, 0, ""), row + 1);
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
            // Rows are identified by their position.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={row}
            form={form}
            field={field}
            label={label}
            messages={`${id}-messages`}
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
        <FieldMessages
          id={`${id}-messages`}
          input={{ label, target: field.kind.target, by: "ca_id" }}
          errors={form.errorsAt(field.name)}
          warnings={form.warningsAt(field.name)}
          help={fieldText(form.operation, field, "help")}
          lack={form.lackAt(field)}
        />
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconPlus} size={14} />}
          aria-keyshortcuts="Shift+Enter"
          onClick={add}
          aria-label={t("addRowTo", { field: label })}
        >
          {t("addRow")}
        </Button>
      </div>
    </FieldRow>
  );
}

const drawings: Record<IdentifierTarget, Drawing> = {
  smartcard: IconId,
  "set-top-box": IconDeviceTv,
  service: IconList,
  subscription: IconList,
  provider: IconServer,
};

interface SetRowProps {
  form: FormState;
  field: SetField;
  label: string;
  /** Id of the set's own messages, which its first row has as its description. */
  messages: string;
  row: number;
  removable: boolean;
  onKeyDown: (event: KeyboardEvent, row: number) => void;
  onPaste: (event: ClipboardEvent, row: number) => void;
  onRemove: () => void;
}

function SetRow({ form, field, label, messages, row, removable, onKeyDown, onPaste, onRemove }: SetRowProps) {
  const { t } = useTranslation("forms");
  const name = rowName(field, row);
  const rowLabel = t("rowOf", { field: label, row: row + 1 });
  return (
    <li>
      <LookupInput
        form={form}
        field={field}
        name={name}
        label={rowLabel}
        aria-label={rowLabel}
        aria-required={row === 0 && field.need === "mandatory"}
        errors={form.errorsAt(name)}
        describedBy={row === 0 ? messages : undefined}
        invalid={row === 0 && form.errorsAt(field.name).length > 0}
        leftSection={<Icon of={drawings[field.kind.target]} />}
        end={
          removable && (
            <IconButton icon={IconX} label={t("removeRow", { field: label, row: row + 1 })} onClick={onRemove} />
          )
        }
        onLeave={() => {
          form.touch(name);
          form.touch(field.name);
        }}
        onKeyDown={(event) => onKeyDown(event, row)}
        onPaste={(event) => onPaste(event, row)}
      />
    </li>
  );
}

/** Mutually exclusive fields: the user chooses one, and only that one is shown. */
export function OneOfInput({ form }: { form: FormState }) {
  const { t } = useTranslation("forms");
  const id = useId();
  const { fields: declared, exactlyOneOf } = form.operation;
  const fields = exactlyOneOf.flatMap((name) => declared.find((field) => field.name === name) ?? []);
  const chosen = fields.find(({ name }) => name === form.oneOf);
  return (
    <>
      <FieldRow label={t("oneOf")} id={id}>
        <SegmentedControl
          name="exactly_one_of"
          aria-labelledby={id}
          data={fields.map((field) => ({ value: field.name, label: fieldText(form.operation, field, "label") }))}
          value={form.oneOf}
          onChange={form.chooseOneOf}
        />
      </FieldRow>
      {chosen && isSet(chosen) && <SetInput form={form} field={chosen} key={chosen.name} />}
    </>
  );
}
