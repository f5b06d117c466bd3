import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Connection } from "../../api/bindings";
import { Panel } from "../../components/Panel";
import { chooseConnection, useSnapshot } from "../../state/snapshot";
import { ConnectionCards } from "../connections/ConnectionCards";
import { ConnectionDialog } from "../connections/LazyConnectionDialog";
import classes from "./settings.module.css";

export function ConnectionSettings() {
  const { t } = useTranslation("settings");
  const snapshot = useSnapshot();
  const [editing, setEditing] = useState<Connection | "new" | null>(null);
  const navigate = useNavigate();
  // Another connection may have a session of its own; without one the sign-in page is next.
  const choose = async (id: string) => {
    const next = await chooseConnection(id);
    if (next?.session === null) await navigate({ to: "/sign-in" });
  };
  return (
    <Panel title={t("connections")} note={t("connectionsNote")}>
      <div className={`${classes.body} ${classes.stretch}`}>
        <ConnectionCards
          connections={snapshot.connections}
          chosen={snapshot.connection}
          onChoose={(id) => void choose(id)}
          onEdit={(one) => setEditing(one ?? "new")}
        />
      </div>
      {editing && (
        <ConnectionDialog
          connection={editing === "new" ? null : editing}
          onClose={() => setEditing(null)}
          onSaved={() => setEditing(null)}
        />
      )}
    </Panel>
  );
}
