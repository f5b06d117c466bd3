import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Services } from "../../../api/bindings";
import type { Acting } from "../../../api/useActing";
import { FaultWords } from "../../../app/notices/FaultWords";
import { type Drawing, Icon } from "../../../components/Icon";
import { Kbd } from "../../../components/Kbd";
import { useDates } from "../../../state/dates";
import classes from "./completions.module.css";
import { takeServices } from "./useCompletions";

export const readServices = (acting: Acting) =>
  void acting.run(async () => takeServices(await commands.lookups.refreshServices()));

interface ServicesFootProps {
  services: Services | undefined;
  acting: Acting;
  /** Shows the rows that could not be read. */
  onUnread: () => void;
}

/**
 * How old the list of services is, and what of it could not be read; it can be read again from here, while the focus stays
 * in the input.
 */
export function ServicesFoot({ services, acting, onUnread }: ServicesFootProps) {
  const { t } = useTranslation(["forms", "problems"]);
  const dates = useDates();
  const fault = services?.fault;
  const why = acting.problem ?? (fault ? null : services?.problem);
  const age = services?.asOf
    ? t("forms:services.listOf", { at: dates.short(services.asOf) })
    : t("forms:services.notRead");
  return (
    <div className={classes.foot} data-fault={fault ? true : undefined}>
      <div role="status" className={classes.age}>
        {fault ? <FaultWords fault={fault} /> : age} {why && t(`problems:${why.code}.title`)}
      </div>
      <div className={classes.acts}>
        {fault && fault.unread > 0 && (
          <FootButton keys="Alt+U" onClick={onUnread}>
            {t("forms:services.unread")}
          </FootButton>
        )}
        <FootButton keys="Ctrl+R" icon={IconRefresh} busy={acting.busy} onClick={() => readServices(acting)}>
          {t("forms:services.refresh")}
        </FootButton>
      </div>
    </div>
  );
}

interface FootButtonProps {
  keys: "Alt+U" | "Ctrl+R";
  icon?: Drawing;
  busy?: boolean;
  onClick: () => void;
  children: ReactNode;
}

function FootButton({ keys, icon, busy, onClick, children }: FootButtonProps) {
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
