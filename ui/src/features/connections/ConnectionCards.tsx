import { Button } from "@mantine/core";
import {
  IconAlertTriangle,
  IconBuilding,
  IconCircleCheck,
  IconLock,
  IconPencil,
  IconPlus,
  IconServer2,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Connection } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { EnvironmentTag } from "../../components/labels/EnvironmentTag";
import { hostOf } from "./connectionDraft";
import classes from "./connections.module.css";

type ConnectionCardsProps = {
  connections: Connection[];
  chosen: string;
  onChoose: (id: string) => void;
  /** `null` asks for a new one. */
  onEdit: (connection: Connection | null) => void;
};

/** The servers that the desk knows, one of them chosen. */
export function ConnectionCards({ connections, chosen, onChoose, onEdit }: ConnectionCardsProps) {
  const { t } = useTranslation("connections");
  return (
    <>
      <div className={classes.cards} role="radiogroup" aria-label={t("list")}>
        {connections.map((connection) => (
          <div key={connection.id} className={classes.card} data-env={connection.kind}>
            <label className={classes.choice}>
              <input
                type="radio"
                name="connection"
                value={connection.id}
                checked={connection.id === chosen}
                onChange={() => onChoose(connection.id)}
              />
              <span className={classes.about}>
                <span className={classes.title}>
                  <b>{connection.name}</b>
                  <EnvironmentTag kind={connection.kind} />
                </span>
                <span className={classes.line}>
                  <Icon of={IconServer2} size={14} />
                  <bdi dir="ltr" className="mono">
                    {connection.kind === "sandbox" ? t("builtIn") : hostOf(connection.serverUrl)}
                  </bdi>
                </span>
                <span className={classes.line}>
                  <Icon of={IconBuilding} size={14} />
                  <span>{[connection.organisation, connection.release].filter(Boolean).join(" · ")}</span>
                </span>
              </span>
            </label>
            <Note connection={connection} onEdit={onEdit} />
          </div>
        ))}
      </div>
      <div>
        <Button leftSection={<Icon of={IconPlus} size={14} />} onClick={() => onEdit(null)}>
          {t("add")}
        </Button>
      </div>
    </>
  );
}

function Note({ connection, onEdit }: { connection: Connection; onEdit: ConnectionCardsProps["onEdit"] }) {
  const { t } = useTranslation("connections");
  return (
    <span className={classes.note}>
      {connection.problem ? (
        <span className={classes.word} data-tone="warn">
          <Icon of={IconAlertTriangle} size={14} />
          {t("unusable")}
        </span>
      ) : connection.kind === "sandbox" ? (
        <span className={classes.word} data-tone="ok">
          <Icon of={IconCircleCheck} size={14} />
          {t("ready")}
        </span>
      ) : connection.readOnly ? (
        <span className={classes.word} data-tone="mute" title={t("byAdministrator")}>
          <Icon of={IconLock} size={14} />
          {t("administrator")}
        </span>
      ) : (
        connection.lastUser && t("lastUser", { user: connection.lastUser })
      )}
      {!connection.readOnly && (
        <IconButton icon={IconPencil} label={t("edit", { name: connection.name })} onClick={() => onEdit(connection)} />
      )}
    </span>
  );
}
