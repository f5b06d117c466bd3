import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Problem } from "../../../api/bindings";
import { useReturnFocus } from "../../../components/focus";
import { ProblemNote } from "../../../components/ProblemNote";
import classes from "../retries.module.css";

/** It could not even be found out what can be sent. */
export function PlanFailed({ title, problem, onClose }: { title: string; problem: Problem; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  useReturnFocus();
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("retries:title", { title })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.dialog}>
        <ProblemNote problem={problem} />
        <div className={classes.answers}>
          <Button data-autofocus onClick={onClose}>
            {t("common:close")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
