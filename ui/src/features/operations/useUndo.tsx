import { Anchor } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { type ReactNode, type RefObject, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import { commands, type FormDraft } from "../../api/bindings";
import { refreshRequests } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Banner } from "../../components/Banner";
import { ProblemNote } from "../../components/ProblemNote";
import { operationById } from "../../state/catalogue";
import { useNewestUndoable } from "../../state/undoStack";
import { focusBack } from "./focusOrder";
import { isUntouched } from "./formValues";
import { useHeldRequests } from "./useHeldRequests";
import type { FormState } from "./useOperationForm";

/** Undoes a request during its hold. Its values return to a form that holds no other request. */
export function useUndo(
  form: FormState,
  element: RefObject<HTMLFormElement | null>,
  edits: boolean,
  /** Returns the name of the input from which the request was sent; empty if it is not known. */
  onFilled: (key: string) => string,
) {
  const { t } = useTranslation("forms");
  const navigate = useNavigate();
  const held = useHeldRequests();
  const [waiting, setWaiting] = useState<{ key: string; draft: FormDraft }>();
  const { problem, run } = useCommand({ refresh: refreshRequests, parallel: true });
  const untouched = isUntouched(form.operation, form.values);

  function put(key: string, draft: FormDraft) {
    setWaiting(undefined);
    const operation = operationById(draft.operation);
    // A form that edits a waiting request would replace it with this one.
    if (operation && draft.operation === form.operation.id && !edits) {
      flushSync(() => form.fill(draft.values));
      const from = onFilled(key);
      // The PIN is kept nowhere.
      const input = operation.fields.find(({ kind }) => kind.type === "pin")?.name ?? from;
      if (element.current) focusBack(element.current, input);
    } else if (operation) {
      void navigate({ to: "/operations/$operationId", params: { operationId: operation.id }, search: { from: key } });
    }
  }
  function fill(key: string, draft: FormDraft) {
    if (untouched) put(key, draft);
    else setWaiting({ key, draft });
  }
  const take = (key: string) => run(async () => fill(key, await commands.outbox.undo(key)));

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
  const cleared = useNewestUndoable() ?? 0;
  return {
    note,
    take,
    fill,
    /** For Ctrl+Z, which undoes typing while the form has text. */
    last: newest && untouched && (newest.created ?? 0) >= cleared ? () => void take(newest.key) : undefined,
  };
}
