import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Connection, type ConnectionDraft, commands, type ProblemCode } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshSnapshot } from "../../api/queries";
import { focusFirstInvalid } from "../../components/focus";
import { Dialog } from "../../components/layers/Dialog";
import { ProblemNote } from "../../components/ProblemNote";
import { useFilledForm } from "../../state/filledForms";
import { outlived, useOutliving } from "../../state/reloadMemory";
import { refuseEnters } from "../scanner/ignoreRepeatedEnter";
import "../../theme/lazy.css";
import { ConnectionFields } from "./ConnectionFields";
import { ConnectionTest, useConnectionTest } from "./ConnectionTest";
import { allFaults, draftOf, keepable, zoneProblem } from "./connectionDraft";
import classes from "./connections.module.css";

type ConnectionDialogProps = {
  connection: Connection | null;
  onClose: () => void;
  onSaved: (connection: Connection) => void;
};

/** Problems that are shown at the inputs alone. The notes of keyring problems are about sessions. */
const atInputs: ProblemCode[] = ["invalidInput", "keyringMissing", "keyringLocked", "keyringTooLong", "keyringFailed"];

/** Adds a connection, or changes or removes one. */
export function ConnectionDialog({ connection, onClose, onSaved }: ConnectionDialogProps) {
  const { t } = useTranslation(["connections", "common"]);
  const place = `connection ${connection?.id ?? ""}`;
  const [draft, setDraft] = useState(() => outlived<ConnectionDraft>(place) ?? draftOf(connection));
  useOutliving(place, keepable(draft, connection));
  useFilledForm(true);
  const [removing, setRemoving] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  // Two keys may come before the page is drawn again.
  const saving = useRef(false);
  const test = useConnectionTest();
  const save = useMutation({
    mutationFn: async (wanted: ConnectionDraft) => {
      const refused = zoneProblem(wanted.timeZone);
      if (refused) throw await allFaults(wanted, refused);
      return commands.app.saveConnection(wanted);
    },
    onSuccess: async (saved) => {
      await refreshSnapshot();
      refuseEnters();
      onSaved(saved);
    },
    onError: () => {
      saving.current = false;
      focusFirstInvalid(form.current);
    },
  });
  const problem = save.error ?? test.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (saving.current) return;
    saving.current = true;
    test.reset();
    save.mutate(draft);
  };
  return (
    <Dialog
      // The question has another first focus.
      key={removing ? "remove" : "edit"}
      onClose={onClose}
      size={620}
      title={
        removing && connection
          ? t("connections:removeTitle", { name: connection.name })
          : t(connection ? "connections:editTitle" : "connections:addTitle")
      }
      classNames={{ content: classes.dialog }}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {removing && connection ? (
        <RemoveConnection connection={connection} onKeep={() => setRemoving(false)} onRemoved={onClose} />
      ) : (
        <form ref={form} className={classes.form} onSubmit={submit} noValidate>
          <ConnectionFields
            draft={draft}
            usualProxy={connection?.usualProxy ?? null}
            onChange={setDraft}
            problem={problem ? asProblem(problem) : null}
            tried={save.error ? save.variables : test.variables}
          />
          {problem && !atInputs.includes(asProblem(problem).code) && <ProblemNote problem={asProblem(problem)} />}
          {test.data && <ConnectionTest tested={test.data} />}
          <footer className={classes.foot}>
            {connection && (
              <Button
                variant="outline"
                color="red"
                onClick={() => {
                  refuseEnters();
                  setRemoving(true);
                }}
              >
                {t("connections:remove")}
              </Button>
            )}
            <span className={classes.gap} />
            <Button
              aria-busy={test.isPending}
              onClick={() => {
                if (test.isPending) return;
                save.reset();
                test.mutate(draft, { onError: () => focusFirstInvalid(form.current) });
              }}
            >
              {test.isPending ? t("connections:testing") : t("connections:testConnection")}
            </Button>
            <Button type="submit" variant="filled" aria-busy={save.isPending}>
              {save.isPending ? t("connections:saving") : t("connections:save")}
            </Button>
          </footer>
        </form>
      )}
    </Dialog>
  );
}

function RemoveConnection({
  connection,
  onKeep,
  onRemoved,
}: {
  connection: Connection;
  onKeep: () => void;
  onRemoved: () => void;
}) {
  const { t } = useTranslation("connections");
  const asked = useRef(false);
  const remove = useMutation({
    mutationFn: () => commands.app.removeConnection(connection.id),
    onSuccess: async () => {
      await refreshSnapshot();
      refuseEnters();
      onRemoved();
    },
    onError: () => {
      asked.current = false;
    },
  });
  const ask = () => {
    if (asked.current) return;
    asked.current = true;
    remove.mutate();
  };
  return (
    <div className={classes.form}>
      <p className={classes.dialogNote}>{t("removeNote")}</p>
      {remove.error && <ProblemNote problem={asProblem(remove.error)} />}
      <footer className={classes.foot}>
        <span className={classes.gap} />
        <Button data-autofocus onClick={onKeep}>
          {t("keepIt")}
        </Button>
        <Button variant="filled" color="red" aria-busy={remove.isPending} onClick={ask}>
          {t("remove")}
        </Button>
      </footer>
    </div>
  );
}
