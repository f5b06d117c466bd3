import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import type { FormDraft } from "../../api/bindings";
import { requestsQuery } from "../../api/queries";
import { Panel } from "../../components/Panel";
import { useDates } from "../../state/dates";
import { holdsShownByPage } from "../../state/holds";
import { HeldBox } from "./HeldBox";
import { LastSent } from "./LastSent";
import classes from "./operations.module.css";
import { useHeld } from "./useHeld";

interface SentSideProps {
  onUndo: (key: string) => void;
  /** Puts a request's values into the form. */
  onOpen: (key: string, draft: FormDraft) => void;
}

/** What this desk is holding, and the last request that left it. */
export function SentSide({ onUndo, onOpen }: SentSideProps) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const held = useHeld();
  useEffect(() => {
    holdsShownByPage.set(true);
    return () => holdsShownByPage.set(false);
  }, []);
  const today = useQuery(requestsQuery({ filter: { mine: true, from: dates.dayStart(Date.now()) }, limit: 10 }));
  const last = today.data?.rows.find(({ state }) => state !== "held" && state !== "cancelled");
  return (
    <>
      {held.map((row) => (
        <HeldBox key={row.key} row={row} onUndo={() => onUndo(row.key)} />
      ))}
      {last ? (
        <LastSent requestKey={last.key} onOpen={onOpen} />
      ) : (
        held.length === 0 && (
          <Panel title={t("lastSent")}>
            <p className={classes.nothing}>{t("nothingSent")}</p>
          </Panel>
        )
      )}
    </>
  );
}
