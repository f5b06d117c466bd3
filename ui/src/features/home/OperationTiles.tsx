import { VisuallyHidden } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { operationIcon } from "../../components/operationIcons";
import { keysOf, type Operation, operations, operationText, useUnavailable } from "../../state/catalogue";
import classes from "./home.module.css";

const functionKey = ({ shortcut }: Operation) => (shortcut?.alt === false ? shortcut.code : undefined);
const main = operations
  .filter(functionKey)
  .sort((one, other) => (functionKey(one) ?? "").localeCompare(functionKey(other) ?? "", undefined, { numeric: true }));
const more = operations.filter((operation) => !functionKey(operation));

/**
 * The operations with a function key as tiles, the others as links. An operation that the server lacks remains and
 * states the reason.
 */
export function OperationTiles() {
  const { t } = useTranslation(["home", "operations", "common"]);
  const unavailable = useUnavailable();
  const lacking = new Set(more.map(({ id }) => unavailable(id)).filter((reason) => reason !== null));
  return (
    <section aria-label={t("home:jobs")}>
      <div className={classes.tiles}>
        {main.map((operation) => (
          <Tile key={operation.id} operation={operation} reason={unavailable(operation.id)} />
        ))}
      </div>
      <div className={classes.more}>
        <span>{t("home:more")}</span>
        {more.map((operation) => {
          const { id, provider } = operation;
          const keys = keysOf(operation);
          const reason = unavailable(id);
          const name = `${t(operationText(id, "job"))}, ${t(`common:${provider}`)}`;
          return (
            <Link
              key={id}
              to="/operations/$operationId"
              params={{ operationId: id }}
              disabled={reason !== null}
              title={reason ?? t(operationText(id, "summary"))}
              aria-keyshortcuts={keys}
            >
              <Icon of={operationIcon(operation)} size={14} />
              {name}
              {keys && <Kbd keys={keys} />}
              {reason && <VisuallyHidden>{reason}</VisuallyHidden>}
            </Link>
          );
        })}
        {[...lacking].map((reason) => (
          <span key={reason} className={classes.off} aria-hidden>
            {reason}
          </span>
        ))}
      </div>
    </section>
  );
}

function Tile({ operation, reason }: { operation: Operation; reason: string | null }) {
  const { t } = useTranslation(["operations", "common"]);
  const { id, provider } = operation;
  const key = keysOf(operation) ?? "";
  return (
    <Link
      to="/operations/$operationId"
      params={{ operationId: id }}
      className={classes.tile}
      disabled={reason !== null}
      aria-keyshortcuts={key}
    >
      <Icon of={operationIcon(operation)} size={24} />
      <span className={classes.tileWords}>
        <b>
          {t(operationText(id, "job"))} <i>{t(`common:${provider}`)}</i>
        </b>
        <span>{reason ?? t(operationText(id, "summary"))}</span>
      </span>
      <Kbd keys={key} />
    </Link>
  );
}
