import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCircleX } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { Status } from "../../components/live/Status";
import { carriesPin, operationText } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { useSnapshot } from "../../state/snapshot";
import classes from "./operations.module.css";
import type { FormState } from "./useOperationForm";

interface SendBarProps {
  form: FormState;
  attempted: boolean;
  busy: boolean;
  blocked: "unavailable" | "journal" | "pinOffline" | undefined;
  /** The form edits a waiting request. */
  edits: boolean;
}

/** States the effect of sending before it happens, and the reason when sending is disabled. */
export function SendBar({ form, attempted, busy, blocked, edits }: SendBarProps) {
  const { t } = useTranslation(["forms", "operations"]);
  const id = useId();
  const { operation, checked } = form;
  const { network } = useSnapshot();
  const will = useSendNote(carriesPin(operation), form.leaving.at);
  const queues = network === "offline" && !blocked;
  const faults = attempted ? (checked?.errors.length ?? 0) + form.leaving.errors.length : 0;
  const warnings = form.warnings.length + form.leaving.warnings.length + form.doubts.size;

  return (
    <footer className={classes.foot}>
      <Status className={classes.verdict}>
        {faults > 0 && (
          <>
            <Icon of={IconCircleX} size={14} className={classes.bad} />
            {t("forms:faulty", { count: faults })}
          </>
        )}
        {faults === 0 && warnings > 0 && (
          <>
            <Icon of={IconAlertTriangle} size={14} className={classes.warn} />
            {t("forms:warnings", { count: warnings })}
          </>
        )}
      </Status>
      <span id={id} className={classes.will}>
        {blocked ? t(`forms:disabled.${blocked}`) : will}
      </span>
      <Button
        type="submit"
        size="lg"
        variant="filled"
        color={operation.confirmation ? "red" : undefined}
        data-walk-end
        data-disabled={blocked ? true : undefined}
        aria-disabled={blocked !== undefined || busy}
        aria-describedby={id}
        aria-keyshortcuts="Control+Enter"
        rightSection={<Kbd keys="Ctrl+Enter" />}
      >
        {busy
          ? t("forms:sending")
          : edits
            ? t("forms:replaceButton")
            : queues
              ? t("forms:queueButton")
              : t(operationText(operation.id, "button"))}
      </Button>
    </footer>
  );
}

function useSendNote(pin: boolean, at: number | null): string {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const { network, preferences, session } = useSnapshot();
  const seconds = preferences.holdSeconds;
  if (pin) {
    if (session?.state !== "active") return t("will.pinSession");
    return seconds > 0 ? t("will.pin", { seconds }) : t("will.pinAtOnce");
  }
  if (at !== null && at > Date.now()) return t("will.later", { at: dates.short(at), zone: dates.zone });
  if (session?.state !== "active") return t("will.session");
  if (network === "offline") return t("will.queue");
  return seconds > 0 ? t("will.hold", { seconds }) : t("will.atOnce");
}
