import { Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail, type Terminal } from "../../../api/bindings";
import { IconButton } from "../../../components/IconButton";
import { copyText } from "../../../state/clipboard";
import classes from "../requests.module.css";

interface PaneMenuProps {
  detail: RequestDetail;
  /** The pane covers the list. */
  wide: boolean;
  onWide: (wide: boolean) => void;
  onDone: (copied: string) => void;
  onFailed: (reason: unknown) => void;
}

/** Widens the pane and copies the request in several forms, none of which contains a token. */
export function PaneMenu({ detail, wide, onWide, onDone, onFailed }: PaneMenuProps) {
  const { t } = useTranslation("requests");
  const { row, raw } = detail;
  const copy = (what: string, text: () => Promise<string>) => {
    text()
      .then(copyText)
      .then((done) => done && onDone(what), onFailed);
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
        <Menu.Item className={classes.widen} onClick={() => onWide(!wide)}>
          {t(wide ? "narrower" : "wider")}
        </Menu.Item>
        <Menu.Label>{t("copyLabel")}</Menu.Label>
        {row.number !== null && item(t("copyNumber"), async () => row.number ?? "")}
        {item(t("copyLink"), async () => window.location.hash || `#/requests/${row.key}`)}
        {terminals().map((terminal, place) =>
          item(place === 0 ? t("copyCurl") : t(`copyCurlFor.${terminal}`), () =>
            commands.requests.requestCurl(row.key, terminal),
          ),
        )}
        {raw !== null && item(t("copyRaw"), async () => JSON.stringify(raw, null, 2))}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The terminals for a curl command, that of this system first: each has its own quoting rules. */
export function terminals(system = navigator.userAgent): Terminal[] {
  return /windows/i.test(system) ? ["powerShell", "cmd", "posix"] : ["posix", "powerShell", "cmd"];
}
