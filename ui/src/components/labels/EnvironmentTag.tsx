import { useTranslation } from "react-i18next";
import type { ConnectionKind } from "../../api/bindings";
import classes from "./EnvironmentTag.module.css";

/** LIVE, TEST or SANDBOX: the word that goes with the environment's colour. */
export function EnvironmentTag({ kind }: { kind: ConnectionKind }) {
  const { t } = useTranslation();
  return (
    <span className={classes.word} data-env={kind}>
      {t(kind)}
    </span>
  );
}
