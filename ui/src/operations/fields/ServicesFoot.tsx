import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useDates } from "../../desk/dates";
import type { Acting } from "../../desk/useActing";
import { commands, type Services } from "../../host/bindings";
import { Icon } from "../../kit/Icon";
import { Kbd } from "../../kit/Kbd";
import classes from "./completions.module.css";
import { takeServices } from "./useCompletions";

export const readServices = (acting: Acting) =>
  void acting.run(async () => takeServices(await commands.refreshServices()));

/** How old the list of services is; it can be read again from here, while the focus stays in the input. */
export function ServicesFoot({ services, acting }: { services: Services | undefined; acting: Acting }) {
  const { t } = useTranslation(["forms", "problems"]);
  const dates = useDates();
  const why = acting.problem ?? services?.problem;
  const age = services?.asOf
    ? t("forms:services.listOf", { at: dates.short(services.asOf) })
    : t("forms:services.notRead");
  return (
    <div className={classes.foot}>
      <span role="status">
        {age} {why && t(`problems:${why.code}.title`)}
      </span>
      <Button
        size="xs"
        variant="subtle"
        tabIndex={-1}
        aria-disabled={acting.busy}
        aria-keyshortcuts="Control+R"
        leftSection={<Icon of={IconRefresh} size={14} />}
        rightSection={<Kbd keys="Ctrl+R" />}
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => readServices(acting)}
      >
        {t("forms:services.refresh")}
      </Button>
    </div>
  );
}
