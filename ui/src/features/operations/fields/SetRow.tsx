import { IconDeviceTv, IconId, IconList, IconServer, IconX } from "@tabler/icons-react";
import type { ClipboardEvent, KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { type Drawing, Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import type { IdentifierTarget } from "../../../state/catalogue";
import type { OperationForm } from "../useOperationForm";
import { rowName } from "../values";
import type { SetField } from "./kinds";
import { LookUpInput } from "./LookUpInput";

const drawings: Record<IdentifierTarget, Drawing> = {
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
  removable: boolean;
  onKeyDown: (event: KeyboardEvent, row: number) => void;
  onPaste: (event: ClipboardEvent, row: number) => void;
  onRemove: () => void;
}

export function SetRow({ form, field, label, row, removable, onKeyDown, onPaste, onRemove }: SetRowProps) {
  const { t } = useTranslation("forms");
  const name = rowName(field, row);
  const rowLabel = t("rowOf", { field: label, row: row + 1 });
  return (
    <li>
      <LookUpInput
        form={form}
        field={field}
        name={name}
        label={rowLabel}
        aria-label={rowLabel}
        aria-required={row === 0 && field.need === "mandatory"}
        errors={form.errorsAt(name)}
        invalid={row === 0 && form.errorsAt(field.name).length > 0}
        leftSection={<Icon of={drawings[field.kind.thing]} />}
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
