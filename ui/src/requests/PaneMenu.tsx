import { Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../host/bindings";
import { IconButton } from "../kit/IconButton";

interface PaneMenuProps {
  detail: RequestDetail;
  onDone: (copied: string) => void;
  onFailed: (reason: unknown) => void;
}

/** What can be copied of a request as a whole. A token is in none of it. */
export function PaneMenu({ detail, onDone, onFailed }: PaneMenuProps) {
  const { t } = useTranslation("requests");
  const { row, raw } = detail;
  const copy = (what: string, text: () => Promise<string>) => {
    text()
      .then((got) => navigator.clipboard.writeText(got))
      .then(() => onDone(what), onFailed);
  };
  const item = (what: string, text: () => Promise<string>) => (
    <Menu.Item key={what} onClick={() => copy(what, text)}>
      {what}
    </Menu.Item>
  );
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <IconButton icon={IconDots} label={t("more")} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("copyLabel")}</Menu.Label>
        {row.number !== null && item(t("copyNumber"), async () => row.number ?? "")}
        {item(t("copyLink"), async () => window.location.hash || `#/requests/${row.key}`)}
        {item(t("copyCurl"), () => commands.requestCurl(row.key))}
        {raw !== null && item(t("copyRaw"), async () => JSON.stringify(raw, null, 2))}
      </Menu.Dropdown>
    </Menu>
  );
}
