import { useTranslation } from "react-i18next";
import { carriesPin } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { DateTimeField } from "./fields/DateTimeField";
import { LEAVES_AT } from "./leaving";
import type { OperationForm } from "./useOperationForm";

/** Keeps the request here until then. Not for one with a PIN, which is kept nowhere. */
export function LeaveAt({ form }: { form: OperationForm }) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const pin = carriesPin(form.operation);
  const { errors, warnings } = form.leaving;
  return (
    <DateTimeField
      name={LEAVES_AT}
      label={t("leaveAt")}
      help={t(pin ? "leaveAtPin" : "leaveAtHelp", { zone: dates.zone })}
      text={form.leavesAt}
      disabled={pin}
      errors={form.attempted || form.isTouched(LEAVES_AT) ? errors : []}
      warnings={warnings}
      onChange={form.setLeavesAt}
      onBlur={() => form.touch(LEAVES_AT)}
    />
  );
}
