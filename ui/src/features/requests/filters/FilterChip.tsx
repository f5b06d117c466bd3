import { Menu, UnstyledButton } from "@mantine/core";
import { IconChevronDown, IconX } from "@tabler/icons-react";
import { type ReactNode, useRef } from "react";
import { useTranslation } from "react-i18next";
import { focusIfLost } from "../../../components/focus";
import { Icon } from "../../../components/Icon";
import classes from "./filters.module.css";

interface FilterChipProps {
  /** What it narrows by. */
  name: string;
  /** What it lets through, in words; nothing where it lets everything through. */
  value: string | undefined;
  onRemove: () => void;
  /** Of the menu. */
  children: ReactNode;
  /** It has just been added: its menu is open. */
  startOpen?: boolean;
  onOpen?: () => void;
}

/** One filter: its button opens a menu of values, and a second one removes it. */
export function FilterChip({ name, value, onRemove, children, startOpen, onOpen }: FilterChipProps) {
  const { t } = useTranslation("requests");
  const button = useRef<HTMLButtonElement>(null);
  return (
    <span className={classes.chip} data-on={value !== undefined || undefined}>
      <Menu
        position="bottom-start"
        defaultOpened={startOpen}
        onOpen={onOpen}
        onClose={() => focusIfLost(button.current)}
      >
        <Menu.Target>
          <UnstyledButton ref={button} className={classes.open}>
            {name} {value === undefined ? <Icon of={IconChevronDown} size={12} /> : <b>{value}</b>}
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown className={classes.menu}>{children}</Menu.Dropdown>
      </Menu>
      {value !== undefined && (
        <UnstyledButton
          className={classes.remove}
          aria-label={t("removeFilter", { name })}
          title={t("removeFilter", { name })}
          onClick={() => {
            onRemove();
            // It is gone with the filter; its neighbour stays.
            button.current?.focus();
          }}
        >
          <Icon of={IconX} size={12} />
        </UnstyledButton>
      )}
    </span>
  );
}
