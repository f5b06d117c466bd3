import { Button, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { refreshSnapshot } from "../desk/queries";
import { type Connection, type ConnectionDraft, commands, type ProblemCode } from "../host/bindings";
import { asProblem } from "../host/problem";
import { ProblemNote } from "../kit/ProblemNote";
import "../theme/later.css";
import style from "./ConnectionDialog.module.css";
import { ConnectionFields } from "./ConnectionFields";
import { ConnectionTest } from "./ConnectionTest";
import { draftOf, zoneProblem } from "./draft";
import { useConnectionTest } from "./useConnectionTest";

type Props = { connection: Connection | null; onClose: () => void; onSaved: (connection: Connection) => void };

/** What is said at the inputs alone. Of the keyring, the notes are about sessions. */
const atInputs: ProblemCode[] = ["invalidInput", "keyringMissing", "keyringLocked", "keyringTooLong", "keyringFailed"];

/** Adds a connection, or changes or removes one. */
export function ConnectionDialog({ connection, onClose, onSaved }: Props) {
  const { t } = useTranslation(["connections", "common"]);
  const [draft, setDraft] = useState(() => draftOf(connection));
  const [removing, setRemoving] = useState(false);
  const test = useConnectionTest();
  const save = useMutation({
    mutationFn: async (wanted: ConnectionDraft) => {
      const refused = zoneProblem(wanted.timeZone);
      if (refused) throw refused;
      return commands.saveConnection(wanted);
    },
    onSuccess: async (saved) => {
      await refreshSnapshot();
      onSaved(saved);
    },
  });
  const problem = save.error ?? test.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.reset();
    save.mutate(draft);
  };
  return (
    <Modal
      opened
      onClose={onClose}
      size={620}
      title={t(connection ? "connections:editTitle" : "connections:addTitle")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    >
      {removing && connection ? (
        <RemoveConnection connection={connection} onKeep={() => setRemoving(false)} onRemoved={onClose} />
      ) : (
        <form className={style.form} onSubmit={submit} noValidate>
          <ConnectionFields
            draft={draft}
            usualProxy={connection?.usualProxy ?? null}
            onChange={setDraft}
            problem={problem ? asProblem(problem) : null}
          />
          {problem && !atInputs.includes(asProblem(problem).code) && <ProblemNote problem={asProblem(problem)} />}
          {test.data && <ConnectionTest tested={test.data} />}
          <footer className={style.foot}>
            {connection && (
              <Button variant="outline" color="red" onClick={() => setRemoving(true)}>
                {t("connections:remove")}
              </Button>
            )}
            <span className={style.gap} />
            <Button
              loading={test.isPending}
              onClick={() => {
                save.reset();
                test.mutate(draft);
              }}
            >
              {t("connections:testConnection")}
            </Button>
            <Button type="submit" variant="filled" loading={save.isPending}>
              {t("connections:save")}
            </Button>
          </footer>
        </form>
      )}
    </Modal>
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
  const remove = useMutation({
    mutationFn: () => commands.removeConnection(connection.id),
    onSuccess: async () => {
      await refreshSnapshot();
      onRemoved();
    },
  });
  return (
    <div className={style.form}>
      <b>{t("removeTitle", { name: connection.name })}</b>
      <p className={style.note}>{t("removeNote")}</p>
      {remove.error && <ProblemNote problem={asProblem(remove.error)} />}
      <footer className={style.foot}>
        <span className={style.gap} />
        <Button data-autofocus onClick={onKeep}>
          {t("keepIt")}
        </Button>
        <Button variant="filled" color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
          {t("remove")}
        </Button>
      </footer>
    </div>
  );
}
