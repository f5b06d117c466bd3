import { Button, Loader, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import { useReturnFocus } from "../../components/focus";
import type { AskedForm } from "./openRetry";
import { RetryProblem } from "./RetryProblem";
import { RESYNC, rebuiltQuery } from "./rebuilt";
import classes from "./retries.module.css";
import { WhichOperation } from "./WhichOperation";

/** Finds out which form it is and goes there; where that is not certain it asks, and never guesses. */
export function RetryOpening({ asked, onClose }: { asked: AskedForm; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  const navigate = useNavigate();
  const rebuilt = useQuery(rebuiltQuery(asked.key, asked.resync ? RESYNC : null));
  useReturnFocus();

  const open = useEffectEvent((operation: string, chosen: boolean) => {
    onClose();
    void navigate({
      to: "/operations/$operationId",
      params: { operationId: operation },
      search: { retry: asked.key, ...((chosen || asked.resync) && { as: operation }) },
    });
  });
  // A page may be asked for twice in a row: what is remembered of the first time is as good.
  const operation = rebuilt.isFetching ? undefined : rebuilt.data?.draft?.operation;
  useEffect(() => {
    if (operation) open(operation, false);
  }, [operation]);

  const which = rebuilt.data && !rebuilt.data.draft ? rebuilt.data : undefined;
  return (
    <Modal
      opened
      onClose={onClose}
      title={t(
        which && which.operations.length > 0
          ? "retries:opening.which"
          : asked.resync
            ? "retries:opening.resync"
            : "retries:opening.title",
      )}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      <div className={classes.dialog}>
        {rebuilt.error ? (
          <RetryProblem problem={asProblem(rebuilt.error)} parent={asked.key} />
        ) : which ? (
          <WhichOperation rebuilt={which} onChosen={(chosen) => open(chosen, true)} />
        ) : (
          <p role="status">
            <Loader size={14} me="sm" />
            {t("retries:opening.looking")}
          </p>
        )}
        <div className={classes.answers}>
          <Button data-autofocus={which?.operations.length ? undefined : true} onClick={onClose}>
            {t(rebuilt.error || which?.operations.length === 0 ? "common:close" : "common:cancel")}
          </Button>
        </div>
      </div>
    </Modal>
  );
}
