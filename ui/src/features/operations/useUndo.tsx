import { Anchor } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FormDraft, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshRequests } from "../../api/queries";
import { Banner } from "../../components/Banner";
import { ProblemNote } from "../../components/ProblemNote";
import { operationById } from "../../state/catalogue";
import { useHeld } from "./useHeld";
import type { OperationForm } from "./useOperationForm";
import { isUntouched } from "./values";
import { focusFirst, focusInput } from "./walk";

/** Takes a request back during its hold; its values return to a form that holds no other job. */
export function useUndo(
  form: OperationForm,
  element: RefObject<HTMLFormElement | null>,
  edits: boolean,
  onFilled: (key: string) => void,
) {
  const { t } = useTranslation("forms");
  const navigate = useNavigate();
  const held = useHeld();
  const [waiting, setWaiting] = useState<{ key: string; draft: FormDraft }>();
  const [problem, setProblem] = useState<Problem>();
  const untouched = isUntouched(form.operation, form.values);

  function put(key: string, draft: FormDraft) {
    setWaiting(undefined);
    const operation = operationById(draft.operation);
    // A form that changes a waiting request would replace it with this one.
    if (operation && draft.operation === form.operation.id && !edits) {
      form.fill(draft.values);
      onFilled(key);
      const pin = operation.fields.find(({ kind }) => kind.type === "pin");
      requestAnimationFrame(() => (pin ? focusInput(pin.name) : element.current && focusFirst(element.current)));
    } else if (operation) {
      void navigate({ to: "/operations/$operationId", params: { operationId: operation.id }, search: { from: key } });
    }
  }
  function fill(key: string, draft: FormDraft) {
    if (untouched) put(key, draft);
    else setWaiting({ key, draft });
  }
  async function take(key: string) {
    setProblem(undefined);
    try {
      fill(key, await commands.outbox.undo(key));
    } catch (reason) {
      setProblem(asProblem(reason));
    }
    void refreshRequests();
  }

  const note: ReactNode = (
    <>
      {problem && <ProblemNote problem={problem} />}
      {waiting && (
        <Banner
          tone="info"
          role="status"
          actions={
            <Anchor component="button" type="button" fz="inherit" onClick={() => put(waiting.key, waiting.draft)}>
              {t("putBack")}
            </Anchor>
          }
        >
          {t("undone")}
        </Banner>
      )}
    </>
  );
  const newest = held[0];
  return {
    note,
    take,
    fill,
    /** For Ctrl+Z, which belongs to the text where there is some. */
    last: newest && untouched ? () => void take(newest.key) : undefined,
  };
}
