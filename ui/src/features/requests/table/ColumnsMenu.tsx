import { Button, Checkbox, Popover } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconColumns3 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { ColumnLayout, RequestColumn } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { IconButton } from "../../../components/IconButton";
import { Popup } from "../../../components/layers/Popup";
import { movedBefore, shownOf, toggled } from "../../../table/columnLayout";
import classes from "../requests.module.css";

interface ColumnsMenuProps {
  layout: readonly ColumnLayout[];
  onLayout: (layout: ColumnLayout[]) => void;
  onReset: () => void;
}

/** Shows, hides and reorders columns without a pointer. */
export function ColumnsMenu({ layout, onLayout, onReset }: ColumnsMenuProps) {
  const { t } = useTranslation("requests");
  const [opened, setOpened] = useState(false);
  const last = shownOf(layout).length === 1;
  const before = (place: number): RequestColumn | null => layout[place]?.column ?? null;
  return (
    <Popup opened={opened} onChange={setOpened} position="bottom-end">
      <Popover.Target>
        <Button leftSection={<Icon of={IconColumns3} size={14} />} onClick={() => setOpened(!opened)}>
          {t("columns")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.columns} aria-label={t("columns")}>
        <ol>
          {layout.map(({ column, shown }, place) => {
            const name = t(`column.${column}`);
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
                  label={t("columnUp", { name })}
                  aria-disabled={place === 0}
                  onClick={() => place > 0 && onLayout(movedBefore(layout, column, before(place - 1)))}
                />
                <IconButton
                  icon={IconArrowDown}
                  label={t("columnDown", { name })}
                  aria-disabled={place === layout.length - 1}
                  onClick={() => place < layout.length - 1 && onLayout(movedBefore(layout, column, before(place + 2)))}
                />
              </li>
            );
          })}
        </ol>
        <Button size="xs" variant="subtle" onClick={onReset}>
          {t("usualColumns")}
        </Button>
      </Popover.Dropdown>
    </Popup>
  );
}
