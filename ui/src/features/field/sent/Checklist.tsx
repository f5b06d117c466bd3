import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import classes from "../pairing/pairing.module.css";

const CHECKS = ["on", "tuned", "stay", "seen"] as const;

/** What the CA system cannot see. It is kept nowhere: a note to oneself. */
export function Checklist({
  ticked,
  onTick,
}: {
  ticked: readonly string[];
  onTick: (ticks: readonly string[]) => void;
}) {
  const { t } = useTranslation("field");
  return (
    <ul className={classes.checks} aria-label={t("checklist")}>
      {CHECKS.map((check) => (
        <li key={check}>
          <Checkbox
            size="28px"
            label={t(`check.${check}`)}
            checked={ticked.includes(check)}
            onChange={(event) =>
              onTick(event.currentTarget.checked ? [...ticked, check] : ticked.filter((other) => other !== check))
            }
          />
        </li>
      ))}
    </ul>
  );
}
