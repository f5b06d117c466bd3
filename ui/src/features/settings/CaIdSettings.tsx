import { Button } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type CaIdMappingView, commands } from "../../api/bindings";
import { refreshEntities } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Icon } from "../../components/Icon";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { useConnection, useSnapshot } from "../../state/snapshot";
import { caIdMappingsQuery } from "../lookups/queries";
import classes from "./settings.module.css";

/** The answers to the question which card, box or service a CA id belongs to, of the chosen connection. */
export function CaIdSettings() {
  const { t } = useTranslation("settings");
  const connection = useConnection();
  const { session } = useSnapshot();
  const { data: mappings } = useQuery({ ...caIdMappingsQuery, enabled: session !== null });
  if (!connection) return null;
  return (
    <Panel title={t("caIds")} note={connection.name}>
      <div className={`${classes.body} ${classes.stretch}`}>
        <p>{t("caIdsNote")}</p>
        {mappings?.length === 0 && <p>{t("caIdsNone")}</p>}
        {mappings && mappings.length > 0 && (
          <ul className={classes.mappings} aria-label={t("caIds")}>
            {mappings.map((mapping) => (
              <Mapping key={`${mapping.of.provider} ${mapping.of.kind} ${mapping.of.caId}`} mapping={mapping} />
            ))}
          </ul>
        )}
      </div>
    </Panel>
  );
}

function Mapping({ mapping: { of, identifier, name, at, user, overruled } }: { mapping: CaIdMappingView }) {
  const { t } = useTranslation(["settings", "common"]);
  const dates = useDates();
  const { busy, problem, run } = useCommand({ refresh: refreshEntities });
  const kind = of.kind === "smartcard" || of.kind === "setTopBox" ? of.kind : "service";
  return (
    <li>
      <span className={classes.mapping}>
        {t(`settings:caIdOf.${kind}`, {
          provider: t(`common:${of.provider === "nagravision" ? "nagravision" : "conax"}`),
        })}
        <Identifier value={of.caId} bare copy={false} />
        <Icon of={IconArrowRight} size={14} />
        <b>{name ?? identifier}</b>
        {name !== null && <Identifier value={identifier} bare copy={false} />}
      </span>
      <Button
        size="xs"
        aria-label={t("settings:caIdRemoveOne", { id: of.caId })}
        aria-disabled={busy}
        onClick={() => void run(() => commands.retries.forgetCaId(of))}
      >
        {t("settings:caIdRemove")}
      </Button>
      <span className={classes.mappingNote}>
        {overruled === null
          ? t(user ? "settings:caIdBy" : "settings:caIdAt", { user, at: dates.short(at) })
          : t("settings:caIdOverruled", { reported: overruled })}
      </span>
      {problem && <ProblemNote problem={problem} />}
    </li>
  );
}
