import { Button, Menu } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type ExportFormat } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { readCauseWords } from "../../state/causes";
import { useDates } from "../../state/dates";
import { exportFile } from "../../state/uiState";
import { shownOf } from "../../table/columnLayout";
import classes from "./requests.module.css";
import { useCells } from "./table/cellText";
import type { RequestLayout } from "./table/columns";
import type { RequestListQuery } from "./table/useRequestRows";

interface ExportMenuProps {
  /** Number of rows in the file. */
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

/**
 * Asks for a file name and exports all rows of the view, or the rows with the given keys. A toast shows the progress.
 */
export function useExportRequests({ asked, layout }: { asked: RequestListQuery; layout: RequestLayout }) {
  const { t } = useTranslation("requests");
  const cells = useCells();
  const dates = useDates();
  return async (format: ExportFormat, total: number, keys: string[] = []) => {
    const day = dates.wallClock(Date.now()).slice(0, 10);
    await exportFile({
      purpose: format === "csv" ? "requestsCsv" : "requestsXlsx",
      proposed: `${t("fileName", { day })}.${format}`,
      rows: total,
      write: async (handle) =>
        commands.requests.exportRequests(handle, {
          ...asked,
          keys,
          columns: shownOf(layout).map(({ column }) => ({ column, heading: cells.heading(column) })),
          stateWords: cells.states,
          causeWords: await readCauseWords(),
          format,
        }),
    });
  };
}
