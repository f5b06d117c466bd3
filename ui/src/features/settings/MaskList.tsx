import { Button, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useId } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import style from "./SettingsPage.module.css";

interface MaskListProps {
  name: string;
  label: string;
  masks: string[];
  error?: string;
  onChange: (masks: string[]) => void;
}

/** Any number of masks, one in each input. */
export function MaskList({ name, label, masks, error, onChange }: MaskListProps) {
  const { t } = useTranslation("settings");
  const id = useId();
  const rows = masks.length > 0 ? masks : [""];
  const inputOf = (row: number) => `${name}.${row}`;

  /** Draws the rows before one of them gets the focus. */
  function change(next: string[], focused: number) {
    flushSync(() => onChange(next));
    document.getElementsByName(inputOf(Math.max(0, focused)))[0]?.focus();
  }
  return (
    <fieldset className={style.masks} aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{label}</legend>
      {rows.map((mask, row) => (
        <TextInput
          // Rows have no identity but their place.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          key={row}
          name={inputOf(row)}
          aria-label={t("maskOf", { list: label, row: row + 1 })}
          dir="ltr"
          classNames={{ input: style.mask }}
          error={error !== undefined}
          value={mask}
          onChange={(event) => onChange(rows.with(row, event.currentTarget.value))}
          rightSection={
            (rows.length > 1 || mask !== "") && (
              <IconButton
                icon={IconX}
                label={t("removeMask", { list: label, row: row + 1 })}
                onClick={() =>
                  change(
                    rows.filter((_, place) => place !== row),
                    Math.min(row, rows.length - 2),
                  )
                }
              />
            )
          }
        />
      ))}
      {error && (
        <p id={`${id}-error`} className={style.error}>
          {error}
        </p>
      )}
      <Button
        size="xs"
        variant="subtle"
        leftSection={<Icon of={IconPlus} size={14} />}
        aria-label={t("addMaskTo", { list: label })}
        onClick={() => change([...rows, ""], rows.length)}
      >
        {t("addMask")}
      </Button>
    </fieldset>
  );
}
