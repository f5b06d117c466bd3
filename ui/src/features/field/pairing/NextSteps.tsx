import { VisuallyHidden } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import classes from "./pairing.module.css";

/** The steps to a pairing, while the card or the box is missing. */
export function NextSteps({ card, box }: { card: boolean; box: boolean }) {
  const { t } = useTranslation("field");
  const steps = [
    { name: "smartcard", done: card },
    { name: "setTopBox", done: box },
    { name: "send", done: false },
  ] as const;
  const current = steps.find(({ done }) => !done)?.name;
  return (
    <ol className={classes.steps} aria-label={t("steps.name")}>
      {steps.map(({ name, done }, place) => (
        <li key={name} aria-current={name === current ? "step" : undefined} data-done={done || undefined}>
          <span className={classes.step} aria-hidden>
            {done ? <Icon of={IconCheck} size={20} /> : place + 1}
          </span>
          <span>
            {t(`steps.${name}`)}
            {done && <VisuallyHidden>, {t("steps.done")}</VisuallyHidden>}
          </span>
        </li>
      ))}
    </ol>
  );
}
