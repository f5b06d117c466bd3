import { Button, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useEffectEvent } from "react";
import { useTranslation } from "react-i18next";
import type { PrefilledForm } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Identifier } from "../../components/Identifier";
import { Dialog } from "../../components/layers/Dialog";
import { Status } from "../../components/live/Status";
import { operationById, operationText } from "../../state/catalogue";
import classes from "./retries.module.css";
import { prefillQuery, RESYNC, type RequestedForm, RetryProblem } from "./retryForm";

/** Reads the prefill of a retry and opens its form; asks for the operation if it is ambiguous. */
export function PrefillDialog({ asked, onClose }: { asked: RequestedForm; onClose: () => void }) {
  const { t } = useTranslation(["retries", "common"]);
  const navigate = useNavigate();
  const prefill = useQuery(prefillQuery(asked.key, asked.resync ? RESYNC : null));

  const open = useEffectEvent((operation: string, chosen: boolean) => {
    onClose();
    void navigate({
      to: "/operations/$operationId",
      params: { operationId: operation },
      search: { retry: asked.key, ...((chosen || asked.resync) && { as: operation }) },
    });
  });
  // A cached prefill of a recent call is good enough, unless a new one is being read.
  const operation = prefill.isFetching ? undefined : prefill.data?.draft?.operation;
  useEffect(() => {
    if (operation) open(operation, false);
  }, [operation]);

  const which = prefill.data && !prefill.data.draft ? prefill.data : undefined;
  return (
    <Dialog
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
        {prefill.error ? (
          <RetryProblem problem={asProblem(prefill.error)} parent={asked.key} />
        ) : which ? (
          <OperationChoice prefill={which} onChosen={(chosen) => open(chosen, true)} />
        ) : (
          <Status as="p">
            <Loader size={14} me="sm" />
            {t("retries:opening.looking")}
          </Status>
        )}
        <div className={classes.answers}>
          <Button data-autofocus={which?.operations.length ? undefined : true} onClick={onClose}>
            {t(prefill.error || which?.operations.length === 0 ? "common:close" : "common:cancel")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

/** Asks for the operation, with the parameters of the request, which does not name it. */
function OperationChoice({ prefill, onChosen }: { prefill: PrefilledForm; onChosen: (operation: string) => void }) {
  const { t } = useTranslation(["retries", "operations", "common"]);
  const operations = prefill.operations.flatMap((id) => operationById(id) ?? []);
  return (
    <>
      {operations.length === 0 ? (
        <Status as="p">
          <b>{t("retries:opening.noForm")}</b> {t("retries:opening.noFormNext")}
        </Status>
      ) : (
        <p>{t("retries:opening.whichText")}</p>
      )}
      {prefill.parameters.length > 0 && (
        <section>
          <h3>{t("retries:opening.told")}</h3>
          <dl className={classes.facts}>
            {prefill.parameters.map(({ name, value }, place) => (
              // A name can occur twice: a set has one parameter per item.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <div key={place}>
                <dt>
                  <bdi className="mono">{name}</bdi>
                </dt>
                <dd>{value === null ? t("common:none") : <Identifier value={value} bare copy={false} />}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <div className={classes.choices}>
        {operations.map(({ id }, place) => (
          <button
            key={id}
            type="button"
            className={classes.choice}
            data-autofocus={place === 0 || undefined}
            onClick={() => onChosen(id)}
          >
            <b>{t(operationText(id, "title"))}</b>
            <span>{t(operationText(id, "help"))}</span>
          </button>
        ))}
      </div>
    </>
  );
}
