import { Loader } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Resolved } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import classes from "../../lookups/lookups.module.css";
import type { LookUp } from "./useLookUp";

const LOOKS: Record<Resolved["state"] | "check", Drawing> = {
  found: IconCircleCheck,
  notFound: IconAlertTriangle,
  notChecked: IconCircleDashed,
  check: IconAlertTriangle,
};

/** In short, at the end of the input. The line below it says the same in full, and is what is read out. */
export function FoundSign({ lookUp: { resolved, asking }, offers }: { lookUp: LookUp; offers: boolean }) {
  const { t } = useTranslation("forms");
  if (asking) return <Loader size={14} aria-hidden className={classes.asking} />;
  if (!resolved) return null;
  const doubtful = resolved.state === "found" ? resolved.wrongKind : offers;
  const state = doubtful ? "check" : resolved.state;
  return (
    <span className={classes.sign} data-state={state} aria-hidden>
      <Icon of={LOOKS[state]} size={14} />
      <span className={classes.word}>{t(`lookUp.${state}`)}</span>
    </span>
  );
}
