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
import { EnvWord } from "../../components/EnvWord";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import style from "./ConnectionCards.module.css";
import { hostOf } from "./host";

type Props = {
  connections: Connection[];
  chosen: string;
  onChoose: (id: string) => void;
  /** `null` asks for a new one. */
  onEdit: (connection: Connection | null) => void;
};

/** The servers that the desk knows, one of them chosen. */
export function ConnectionCards({ connections, chosen, onChoose, onEdit }: Props) {
  const { t } = useTranslation("connections");
  return (
    <>
      <div className={style.cards} role="radiogroup" aria-label={t("list")}>
        {connections.map((connection) => (
          <div key={connection.id} className={style.card} data-env={connection.kind}>
            <label className={style.choice}>
              <input
                type="radio"
                name="connection"
                value={connection.id}
                checked={connection.id === chosen}
                onChange={() => onChoose(connection.id)}
              />
              <span className={style.about}>
                <span className={style.title}>
                  <b>{connection.name}</b>
                  <EnvWord kind={connection.kind} />
                </span>
                <span className={style.line}>
                  <Icon of={IconServer2} size={14} />
                  <bdi dir="ltr" className="mono">
                    {connection.kind === "sandbox" ? t("builtIn") : hostOf(connection.serverUrl)}
                  </bdi>
                </span>
                <span className={style.line}>
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

function Note({ connection, onEdit }: { connection: Connection; onEdit: Props["onEdit"] }) {
  const { t } = useTranslation("connections");
  return (
    <span className={style.note}>
      {connection.problem ? (
        <span className={style.word} data-tone="warn">
          <Icon of={IconAlertTriangle} size={14} />
          {t("unusable")}
        </span>
      ) : connection.kind === "sandbox" ? (
        <span className={style.word} data-tone="ok">
          <Icon of={IconCircleCheck} size={14} />
          {t("ready")}
        </span>
      ) : connection.readOnly ? (
        <span className={style.word} data-tone="mute" title={t("byAdministrator")}>
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
