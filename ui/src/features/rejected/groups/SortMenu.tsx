import { Button, Menu } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { GroupSort } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { SORTS } from "../view";

export function SortMenu({ sort, onSort }: { sort: GroupSort; onSort: (sort: GroupSort) => void }) {
  const { t } = useTranslation("rejected");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={IconArrowDown} size={14} />}
          aria-label={t("sortedBy", { order: t(`sort.${sort}`) })}
        >
          {t(`sort.${sort}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={sort} onChange={(value) => onSort(value as GroupSort)}>
          {SORTS.map((value) => (
            <Menu.RadioItem key={value} value={value} closeMenuOnClick>
              {t(`sort.${value}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
