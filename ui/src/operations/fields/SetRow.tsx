import { TextInput } from "@mantine/core";
import { IconDeviceTv, IconId, IconList, IconServer, IconX } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Thing } from "../../desk/catalogue";
import { type Drawing, Icon } from "../../kit/Icon";
import { IconButton } from "../../kit/IconButton";
import type { OperationForm } from "../useOperationForm";
import { rowName } from "../values";
import classes from "./fields.module.css";
import type { SetField } from "./kinds";
import { Messages } from "./Messages";

const drawings: Record<Thing, Drawing> = {
  smartcard: IconId,
  "set-top-box": IconDeviceTv,
  service: IconList,
  subscription: IconList,
  provider: IconServer,
};

interface SetRowProps {
  form: OperationForm;
  field: SetField;
  label: string;
  row: number;
  text: string;
  removable: boolean;
  onKeyDown: (event: KeyboardEvent, row: number) => void;
  onPaste: (event: ClipboardEvent, row: number) => void;
  onRemove: () => void;
}

export function SetRow({ form, field, label, row, text, removable, onKeyDown, onPaste, onRemove }: SetRowProps) {
  const { t } = useTranslation("forms");
  const id = useId();
  const name = rowName(field, row);
  const errors = form.errorsAt(name);
  const warnings = form.warningsAt(name);

  return (
    <li>
      <TextInput
        name={name}
        data-walk
        dir="ltr"
        aria-label={t("rowOf", { field: label, row: row + 1 })}
        attributes={{ input: { "aria-describedby": `${id}-messages` } }}
        aria-required={row === 0 && field.need === "mandatory"}
        value={text}
        error={errors.length > 0 || (row === 0 && form.errorsAt(field.name).length > 0)}
        data-warning={warnings.length > 0 || undefined}
        classNames={{ input: classes.mono }}
        leftSection={<Icon of={drawings[field.kind.thing]} />}
        rightSection={
          removable && (
            <IconButton icon={IconX} label={t("removeRow", { field: label, row: row + 1 })} onClick={onRemove} />
          )
        }
        onChange={(event) => form.set(name, event.currentTarget.value)}
        onBlur={() => {
          form.touch(name);
          form.touch(field.name);
        }}
        onKeyDown={(event) => onKeyDown(event, row)}
        onPaste={(event) => onPaste(event, row)}
      />
      <Messages
        id={`${id}-messages`}
        errors={errors}
        warnings={warnings}
        text={text}
        onRepair={(repaired) => form.set(name, repaired)}
      />
    </li>
  );
}
