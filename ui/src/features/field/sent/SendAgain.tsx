import { IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestDetail } from "../../../api/bindings";
import { LazyConfirm } from "../../../components/LazyConfirm";
import { ProblemNote } from "../../../components/ProblemNote";
import { useNow } from "../../../state/clock";
import { useDates } from "../../../state/dates";
import { useConnection } from "../../../state/snapshot";
import classes from "../pairing/pairing.module.css";
import { TouchButton } from "../Touch";
import { useSending } from "../useSending";
import { notAgain } from "./outcome";

/** Another request like this one, once its outcome is final and its picture has had its time. Asks first. */
export function SendAgain({ detail, job }: { detail: RequestDetail; job: string | null }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const sending = useSending(`field again ${detail.row.key}`);
  const [asking, setAsking] = useState<object>();
  const minutes = useConnection()?.rules.usualWaitMinutes ?? 0;
  const not = notAgain(detail, minutes, useNow(1000));
  const { draft } = detail;
  const why = !not
    ? t("again.makes")
    : not.why === "early"
      ? t("again.early", { at: dates.time(not.until) })
      : t(`again.${not.why}`);
  return (
    <>
      {sending.problem && (
        <div className={classes.whole}>
          <ProblemNote problem={sending.problem} />
        </div>
      )}
      <TouchButton icon={IconRefresh} note={why} off={not !== undefined || sending.busy} onClick={() => setAsking({})}>
        {t("again.button")}
      </TouchButton>
      {asking && draft && (
        <LazyConfirm
          question={{ title: t("again.title"), text: t("again.text"), keep: t("again.keep"), act: t("again.button") }}
          onNo={() => setAsking(undefined)}
          onYes={() => {
            setAsking(undefined);
            void sending.send(draft, job, asking);
          }}
        />
      )}
    </>
  );
}
