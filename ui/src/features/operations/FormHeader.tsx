import { Button, SegmentedControl } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { BackButton } from "../../components/BackButton";
import { FindButton } from "../../components/FindButton";
import { Status } from "../../components/live/Status";
import { PageHead } from "../../components/PageHead";
import { inOrder } from "../../components/words";
import { counterpartOf, operationById, operationText } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { isUntouched } from "./formValues";
import classes from "./operations.module.css";
import type { FormState } from "./useOperationForm";

interface FormHeaderProps {
  form: FormState;
  /** The form opened with a restored draft. */
  restored: boolean;
  /** The form edits a waiting request: there is nothing to clear. */
  edits: boolean;
  onBack: () => void;
  onClear: () => void;
}

export function FormHeader({ form, restored, edits, onBack, onClear }: FormHeaderProps) {
  const { t } = useTranslation(["forms", "common", "operations"]);
  const dates = useDates();
  const navigate = useNavigate();
  const { operation } = form;
  const sibling = counterpartOf(operation);
  const providers = [operation, ...(sibling ? [sibling] : [])].sort((a, b) => inOrder(a.provider, b.provider));
  const untouched = isUntouched(operation, form.values);

  return (
    <PageHead
      title={t(operationText(operation.id, "title"))}
      lead={<BackButton onBack={onBack} />}
      end={
        <>
          {!untouched && (form.kept || restored) && (
            <Status className={classes.kept}>
              {form.kept ? t("forms:kept", { at: dates.seconds(form.kept) }) : t("forms:keptBefore")}
            </Status>
          )}
          {!untouched && !edits && (
            <Button variant="subtle" onClick={onClear}>
              {t("forms:clear")}
            </Button>
          )}
          <FindButton />
        </>
      }
    >
      {sibling ? (
        <SegmentedControl
          aria-label={t("forms:provider")}
          name="provider"
          data={providers.map(({ id, provider }) => ({ value: id, label: t(`common:${provider}`) }))}
          value={operation.id}
          onChange={(id) => {
            const other = operationById(id);
            if (other) void navigate({ to: "/operations/$operationId", params: { operationId: other.id } });
          }}
        />
      ) : (
        <span className={classes.provider}>{t(`common:${operation.provider}`)}</span>
      )}
    </PageHead>
  );
}
