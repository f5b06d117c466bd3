import { Button } from "@mantine/core";
import { IconInfoCircle, IconLock, IconRefresh } from "@tabler/icons-react";
import { useRouter, useSearch } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { chooseConnection, connectionOf, useSnapshot } from "../../state/snapshot";
import { ConnectionCards } from "../connections/ConnectionCards";
import { ConnectionTest, useConnectionTest } from "../connections/ConnectionTest";
import { draftOf } from "../connections/connectionDraft";
import { ConnectionDialog } from "../connections/LazyConnectionDialog";
import { TourOffer } from "../tour/TourOffer";
import { SignInForm } from "./SignInForm";
import classes from "./signIn.module.css";

/** Choose a connection, and sign in to it. */
export function SignInPage() {
  const { t } = useTranslation(["signIn", "connections"]);
  const snapshot = useSnapshot();
  const connection = connectionOf(snapshot);
  const [editing, setEditing] = useState<Connection | "new" | null>(null);
  const { next } = useSearch({ from: "/plain/sign-in" });
  const router = useRouter();
  const goOn = useLeaveOnce(snapshot.session?.state === "active", () => router.history.replace(next ?? "/home"));
  const test = useConnectionTest();
  const choose = (id: string) => {
    test.reset();
    void chooseConnection(id);
  };
  const runTest = () => connection && test.mutate(draftOf(connection));
  useTestKey(runTest);
  return (
    <div className={classes.page}>
      <section className={classes.connections} aria-label={t("signIn:connections")}>
        <h1>{t("signIn:choose")}</h1>
        <p>{t("signIn:chooseNote")}</p>
        <ConnectionCards
          connections={snapshot.connections}
          chosen={snapshot.connection}
          onChoose={choose}
          onEdit={(one) => setEditing(one ?? "new")}
        />
        <p className={classes.tip}>
          <Icon of={IconInfoCircle} size={14} />
          {t("connections:noSecrets")}
        </p>
        <TourOffer />
      </section>
      {connection && (
        <section className={classes.formPanel} aria-label={t("signIn:signIn")}>
          <h2>{t("signIn:signInTo", { connection: connection.name })}</h2>
          <SignInForm
            key={connection.id}
            connection={connection}
            onSignedIn={goOn}
            onEdit={connection.readOnly ? undefined : () => setEditing(connection)}
            actions={
              <Button
                size="lg"
                leftSection={<Icon of={IconRefresh} size={14} />}
                aria-keyshortcuts="Control+T"
                aria-busy={test.isPending}
                onClick={runTest}
              >
                {test.isPending ? t("connections:testing") : t("connections:testConnection")}
                <Kbd keys="Ctrl+T" />
              </Button>
            }
          />
          {test.data && <ConnectionTest tested={test.data} />}
          {test.error && <ProblemNote problem={asProblem(test.error)} />}
          <p className={classes.tip}>
            <Icon of={IconLock} size={14} />
            {t("signIn:sessionNote")}
          </p>
        </section>
      )}
      {editing && (
        <ConnectionDialog
          connection={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={(saved) => {
            setEditing(null);
            choose(saved.id);
          }}
        />
      )}
    </div>
  );
}

/** Leaves the page once: after the sign-in, or when the keyring restored the session of the last run. */
function useLeaveOnce(active: boolean, go: () => void): () => void {
  const gone = useRef(false);
  const before = useRef(active);
  const once = () => {
    if (gone.current) return;
    gone.current = true;
    go();
  };
  const back = useEffectEvent(once);
  useEffect(() => {
    if (active && !before.current) back();
    before.current = active;
  }, [active]);
  return once;
}

function useTestKey(run: () => void) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.code !== "KeyT" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey) return;
      event.preventDefault();
      if (!document.querySelector('[aria-modal="true"]')) run();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  });
}
