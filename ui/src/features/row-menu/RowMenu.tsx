import { Menu, VisuallyHidden } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { type AskedMenu, rowMenu } from "../../state/rowMenu";
import classes from "./rowMenu.module.css";
import { type RowMenuItem, useRowMenuItems } from "./useRowMenuItems";

/** The menu of a row at the pointer: what the row's other places offer, and its numbers to open and to copy. */
export function RowMenu({ asked }: { asked: AskedMenu }) {
  const { t } = useTranslation("rowMenu");
  const groups = useRowMenuItems(asked.of).filter((items) => items.length > 0);
  function close() {
    rowMenu.set(null);
    if (asked.focused instanceof HTMLElement) asked.focused.focus({ preventScroll: true });
  }
  return (
    // Items close it themselves: the focus is back on the row before a dialog takes it.
    <Menu
      opened
      onClose={close}
      closeOnItemClick={false}
      // The point that it hangs on has no size to be hidden.
      hideDetached={false}
      position="bottom-start"
      offset={0}
      width="max-content"
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          className={classes.pointer}
          style={{ insetBlockStart: asked.at.y, left: asked.at.x }}
        >
          {/* The menu's name, as Mantine takes it from the target. */}
          <VisuallyHidden>{t("menu")}</VisuallyHidden>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {groups.map((items, place) => (
          <Fragment key={items[0]?.key}>
            {place > 0 && <Menu.Divider />}
            {items.map((item) => (
              <Menu.Item
                key={item.key}
                leftSection={<Icon of={item.icon} size={14} />}
                rightSection={item.value && <Value of={item} />}
                onClick={() => {
                  close();
                  item.run();
                }}
              >
                {item.label}
              </Menu.Item>
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Value({ of: { value } }: { of: RowMenuItem }) {
  return (
    <bdi dir="ltr" className="mono">
      {value}
    </bdi>
  );
}
