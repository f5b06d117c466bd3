import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ExportFormat } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import classes from "./exporting.module.css";

interface ExportMenuProps {
  /** How many rows the file will have. */
  total: number;
  size?: "xs" | "sm";
  onExport: (format: ExportFormat) => void;
}

export function ExportMenu({ total, size = "sm", onExport }: ExportMenuProps) {
  const { t } = useTranslation("requests");
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button size={size} disabled={total === 0} leftSection={<Icon of={IconDownload} size={14} />}>
          {t("export")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("exportRows", { count: total })}</Menu.Label>
        <Menu.Item onClick={() => onExport("csv")}>{t("csv")}</Menu.Item>
        <Menu.Item onClick={() => onExport("xlsx")}>{t("xlsx")}</Menu.Item>
        <Menu.Label className={classes.exportNote}>{t("numbersInFiles")}</Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
}
