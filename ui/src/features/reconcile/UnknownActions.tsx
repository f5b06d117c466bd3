import { Button } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type RequestDetail } from "../../api/bindings";
import type { Command } from "../../api/useCommand";
import { DisabledReason } from "../../components/DisabledReason";
import { LazyConfirm } from "../../components/LazyConfirm";
import { carriesPin, operationById } from "../../state/catalogue";
import { useDates, useNow } from "../../state/dates";

/** Says when another send is offered; the time of the next check counts down. */
function NotYet({ id, next }: { id: string; next: number | null }) {
  const { t } = useTranslation("requests");
  const dates = useDates();
  const now = useNow(1000);
  return (
    <DisabledReason id={id}>
      {next !== null && next > now ? t("unknown.notYetIn", { span: dates.span(now, next) }) : t("unknown.notYet")}
    </DisabledReason>
  );
}

/** The decisions about a request with unknown outcome. Sending it again asks for confirmation. */
export function UnknownActions({ detail, command }: { detail: RequestDetail; command: Command }) {
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
        <Button onClick={() => command.run(() => commands.reconcile.closeUnknown(row.key, false))}>
          {t("unknown.reopen")}
        </Button>
        <DisabledReason>{t("unknown.closed")}</DisabledReason>
      </>
    );
  }
  return (
    <>
      {evidence && !evidence.noList && (
        <Button aria-disabled={command.busy} onClick={() => command.run(() => commands.reconcile.lookAgain(row.key))}>
          {command.busy ? t("unknown.looking") : t("unknown.lookAgain")}
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
      <Button variant="subtle" onClick={() => command.run(() => commands.reconcile.closeUnknown(row.key, true))}>
        {t("unknown.leave")}
      </Button>
      {!may && !pin && <NotYet id={id} next={evidence?.nextLook ?? null} />}
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
            void command.run(() => commands.reconcile.sendAgain(row.key));
          }}
        />
      )}
    </>
  );
}
