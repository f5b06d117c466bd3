import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import type { SheetStep, StepName } from "./sheetSteps";
import classes from "./steps.module.css";

interface SheetStepsProps {
  steps: readonly SheetStep[];
  /** The steps that have a panel on the page. */
  panels: readonly StepName[];
  onGo: (step: StepName) => void;
}

/** The steps of a sheet in order, each with its state; those with a panel lead to it. */
export function SheetSteps({ steps, panels, onGo }: SheetStepsProps) {
  const { t } = useTranslation("bulk");
  return (
    <nav aria-label={t("steps.label")}>
      <ol className={classes.steps}>
        {steps.map(({ name, state }, place) => {
          const words = (
            <>
              <span className={classes.marker} aria-hidden>
                {state === "done" ? (
                  <Icon of={IconCheck} size={14} />
                ) : state === "skipped" || state === "optional" ? (
                  <Icon of={IconMinus} size={14} />
                ) : (
                  place + 1
                )}
              </span>
              <span className={classes.name}>{t(`steps.${name}`)}</span>
              {state !== "current" && <VisuallyHidden> {t(`steps.${state}`)}</VisuallyHidden>}
            </>
          );
          const step = {
            className: classes.step,
            title: t(`steps.${name}`),
            "aria-current": state === "current" ? ("step" as const) : undefined,
          };
          return (
            <li key={name} data-state={state}>
              {panels.includes(name) ? (
                <UnstyledButton {...step} onClick={() => onGo(name)}>
                  {words}
                </UnstyledButton>
              ) : (
                <span {...step}>{words}</span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

/** What a step is done in. The step in the head of the page leads to it. */
export function StepPanel({ step, children }: { step: StepName; children: ReactNode }) {
  return (
    <div className={classes.panel} data-step={step} tabIndex={-1}>
      {children}
    </div>
  );
}
