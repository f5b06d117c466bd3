import { Button, Checkbox, Popover } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../components/Icon";
import { IconButton } from "../components/IconButton";
import { Popup } from "../components/layers/Popup";
import { type ColumnSetting, movedBefore, shownOf, toggled } from "./columnLayout";
import classes from "./table.module.css";

interface ColumnsMenuProps<C extends string> {
  layout: readonly ColumnSetting<C>[];
  nameOf: (column: C) => string;
  /** In a dense bar. */
  size?: "xs";
  onLayout: (layout: ColumnSetting<C>[]) => void;
  onReset: () => void;
}

/** Shows, hides and reorders columns without a pointer. */
export function ColumnsMenu<C extends string>({ layout, nameOf, size, onLayout, onReset }: ColumnsMenuProps<C>) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const last = shownOf(layout).length === 1;
  const before = (place: number): C | null => layout[place]?.column ?? null;
  return (
    <Popup opened={opened} onChange={setOpened} position="bottom-end">
      <Popover.Target>
        <Button size={size} leftSection={<Icon of={IconColumns3} size={14} />} onClick={() => setOpened(!opened)}>
          {t("columns.title")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.columns} aria-label={t("columns.title")}>
        <ol>
          {layout.map(({ column, shown }, place) => {
            const name = nameOf(column);
            return (
              <li key={column}>
                <Checkbox
                  label={name}
                  checked={shown}
                  disabled={shown && last}
                  onChange={() => onLayout(toggled(layout, column))}
                />
                <IconButton
                  icon={IconArrowUp}
                  label={t("columns.up", { name })}
                  aria-disabled={place === 0}
                  onClick={() => place > 0 && onLayout(movedBefore(layout, column, before(place - 1)))}
                />
                <IconButton
                  icon={IconArrowDown}
                  label={t("columns.down", { name })}
                  aria-disabled={place === layout.length - 1}
                  onClick={() => place < layout.length - 1 && onLayout(movedBefore(layout, column, before(place + 2)))}
                />
              </li>
            );
          })}
        </ol>
        <Button size="xs" variant="subtle" onClick={onReset}>
          {t("columns.usual")}
        </Button>
        <p className={classes.columnsNote}>{t("columns.note")}</p>
      </Popover.Dropdown>
    </Popup>
  );
}
