import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../../api/bindings";
import type { Acting } from "../../api/useActing";
import { LazyConfirm } from "../../components/LazyConfirm";
import { Reason } from "../../components/Reason";
import { carriesPin, operationById } from "../../state/catalogue";

/** What an operator can decide about a request that may have arrived. Sending it again asks first. */
export function UnknownActions({ detail, acting }: { detail: RequestDetail; acting: Acting }) {
  const { t } = useTranslation("requests");
  const navigate = useNavigate();
  const id = useId();
  const [asking, setAsking] = useState(false);
  const { row, evidence, draft } = detail;
  const operation = operationById(row.operation);
  const pin = operation !== undefined && carriesPin(operation);
  const may = evidence !== null && (evidence.maySendAgain || evidence.noList);

  if (row.closed) {
    return (
      <>
        <Button onClick={() => acting.run(() => commands.reconcile.closeUnknown(row.key, false))}>
          {t("unknown.reopen")}
        </Button>
        <Reason>{t("unknown.closed")}</Reason>
      </>
    );
  }
  return (
    <>
      {evidence && !evidence.noList && (
        <Button aria-disabled={acting.busy} onClick={() => acting.run(() => commands.reconcile.lookAgain(row.key))}>
          {acting.busy ? t("unknown.looking") : t("unknown.lookAgain")}
        </Button>
      )}
      {pin ? (
        draft && (
          <Button
            title={t("unknown.pin")}
            onClick={() =>
              void navigate({
                to: "/operations/$operationId",
                params: { operationId: draft.operation },
                search: { from: row.key },
              })
            }
          >
            {t("openAsNew")}
          </Button>
        )
      ) : (
        <Button
          aria-disabled={!may}
          data-disabled={!may || undefined}
          aria-describedby={may ? undefined : id}
          onClick={() => may && setAsking(true)}
        >
          {t("unknown.sendAgain")}
        </Button>
      )}
      <Button variant="subtle" onClick={() => acting.run(() => commands.reconcile.closeUnknown(row.key, true))}>
        {t("unknown.leave")}
      </Button>
      {!may && !pin && <Reason id={id}>{t("unknown.notYet")}</Reason>}
      {asking && (
        <LazyConfirm
          question={{
            title: t("unknown.askTitle"),
            text: (
              <>
                <p>{t(evidence?.noList ? "unknown.askNoList" : "unknown.askNothingFound")}</p>
                <p>{t(operation?.repeatHarmless ? "unknown.askHarmless" : "unknown.askTwice")}</p>
              </>
            ),
            keep: t("unknown.askKeep"),
            act: t("unknown.sendAgain"),
            risky: true,
          }}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            void acting.run(() => commands.reconcile.sendAgain(row.key));
          }}
        />
      )}
    </>
  );
}
