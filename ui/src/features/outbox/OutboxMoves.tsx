import { Menu } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { IconButton } from "../../components/IconButton";
import type { OutboxRowProps } from "./OutboxRow";

interface OutboxMovesProps extends Pick<OutboxRowProps, "row" | "canGoUp" | "onMove" | "onRun" | "onDrop"> {
  name: string;
  canGoDown: boolean;
  tabIndex: number;
}

/** What can be done with a request that has not left. One that is being edited leaves only when somebody says so. */
export function OutboxMoves({ row, name, canGoUp, canGoDown, tabIndex, ...on }: OutboxMovesProps) {
  const { t } = useTranslation("outbox");
  return (
    <>
      <IconButton
        icon={IconArrowUp}
        label={t("up", { name })}
        tabIndex={tabIndex}
        aria-disabled={!canGoUp}
        onClick={() => on.onMove("up")}
      />
      <IconButton
        icon={IconArrowDown}
        label={t("down", { name })}
        tabIndex={tabIndex}
        aria-disabled={!canGoDown}
        onClick={() => on.onMove("down")}
      />
      <Menu position="bottom-end">
        <Menu.Target>
          <IconButton icon={IconDots} label={t("more", { name })} tabIndex={tabIndex} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => on.onRun(() => commands.outbox.sendNow(row.key))}>
            {t(row.waitsFor === "edit" ? "putBack" : "sendNow")}
          </Menu.Item>
          <Menu.Item disabled={!canGoUp} onClick={() => on.onMove("first")}>
            {t("first")}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item onClick={() => on.onDrop(() => commands.outbox.cancel(row.key))}>{t("cancel")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
