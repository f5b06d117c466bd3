import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Handover } from "../../api/bindings";
import { datesIn } from "../../state/dates";
import { useOperationName } from "../../state/useOperationName";
import { type Report, reportOf } from "./report";

export function useReport(handover: Handover | undefined): Report | undefined {
  const { t } = useTranslation("handover");
  const jobName = useOperationName();
  return useMemo(
    () => handover && reportOf(handover, { t, jobName, dates: datesIn(handover.timeZone) }),
    [handover, t, jobName],
  );
}
