import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { toShownTime } from "./dates";
import { FieldRow } from "./fields/FieldRow";
import { isOption } from "./fields/kinds";
import { choiceText } from "./fields/texts";
import classes from "./operations.module.css";
import type { OperationForm } from "./useOperationForm";

interface OptionsProps {
  form: OperationForm;
  open: boolean;
  onOpen: (open: boolean) => void;
  children: ReactNode;
}

/** What is seldom needed, folded away; its summary says what will happen without opening it. */
export function Options({ form, open, onOpen, children }: OptionsProps) {
  const { t } = useTranslation("forms");
  const id = useId();
  const summary = useSummary(form);
  return (
    <>
      <FieldRow label={t("options")}>
        <UnstyledButton
          type="button"
          className={classes.fold}
          aria-expanded={open}
          aria-controls={id}
          aria-keyshortcuts="Alt+O"
          onClick={() => onOpen(!open)}
        >
          <Icon of={open ? IconChevronDown : IconChevronRight} size={14} className="icon-mirrors" />
          <span className={classes.summary}>
            <VisuallyHidden>{t("options")}:</VisuallyHidden> {summary}
          </span>
          <Kbd keys="Alt+O" />
        </UnstyledButton>
      </FieldRow>
      <div id={id} className={classes.options} hidden={!open}>
        {open && children}
      </div>
    </>
  );
}

function useSummary({ operation, values, leavesAt }: OperationForm): string {
  const { t } = useTranslation("forms");
  const parts = operation.fields
    .filter(isOption)
    .toReversed()
    .map((field) => {
      const text = values[field.name] ?? "";
      if (field.kind.type === "choice") return t("summary.priority", { value: choiceText(field, text) });
      if (field.kind.type === "flag") return t(text === "true" ? "summary.immediately" : "summary.nextRun");
      if (field.name === "start_date") {
        return text ? t("summary.starts", { at: toShownTime(text) }) : t("summary.startsNow");
      }
      return text ? t("summary.scheduled", { at: toShownTime(text) }) : t("summary.unscheduled");
    });
  if (leavesAt.trim() !== "") parts.push(t("summary.leaves", { at: toShownTime(leavesAt) }));
  const words = parts.join(", ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
