import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Services } from "../../api/bindings";
import type { Command } from "../../api/useCommand";
import { type Drawing, Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { Status } from "../../components/live/Status";
import { useDates } from "../../state/dates";
import { FaultWords } from "../mirror/FaultWords";
import classes from "./lookups.module.css";
import { whyNotRead } from "./NoServices";
import { takeServices } from "./queries";

export const readServices = (command: Command) =>
  void command.run(async () => takeServices(await commands.lookups.refreshServices()));

interface ServicesFooterProps {
  services: Services | undefined;
  command: Command;
  /** Shows the unreadable rows. */
  onUnread: () => void;
}

/**
 * The age of the server's list of services and its unreadable rows. The list can be refreshed here while the focus
 * stays in the input.
 */
export function ServicesFooter({ services, command, onUnread }: ServicesFooterProps) {
  const { t } = useTranslation(["forms", "problems"]);
  const dates = useDates();
  const fault = services?.fault;
  const why = command.problem ?? (fault ? null : services?.problem);
  const age = services?.asOf
    ? t("forms:services.listOf", { at: dates.short(services.asOf) })
    : t("forms:services.notRead");
  return (
    <div className={classes.foot} data-fault={fault ? true : undefined}>
      <Status as="div" className={classes.listAge}>
        {fault ? <FaultWords fault={fault} /> : age} {why && whyNotRead(why, t)}
      </Status>
      <div className={classes.acts}>
        {fault && fault.unread > 0 && (
          <FooterButton keys="Alt+U" onClick={onUnread}>
            {t("forms:services.unread")}
          </FooterButton>
        )}
        <FooterButton keys="Ctrl+R" icon={IconRefresh} busy={command.busy} onClick={() => readServices(command)}>
          {t("forms:services.refresh")}
        </FooterButton>
      </div>
    </div>
  );
}

interface FooterButtonProps {
  keys: "Alt+U" | "Ctrl+R";
  icon?: Drawing;
  busy?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function FooterButton({ keys, icon, busy, onClick, children }: FooterButtonProps) {
  return (
    <Button
      size="xs"
      variant="subtle"
      tabIndex={-1}
      aria-disabled={busy}
      aria-keyshortcuts={keys.replace("Ctrl", "Control")}
      leftSection={icon && <Icon of={icon} size={14} />}
      rightSection={<Kbd keys={keys} />}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      {children}
    </Button>
  );
}
