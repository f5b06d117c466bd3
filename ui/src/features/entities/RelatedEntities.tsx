import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, EntityKind, Pairing } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { useDates } from "../../state/dates";
import { anyIdentifier, entityRefOf, identifiersOf, mainIdentifier } from "../lookups/identifiers";
import classes from "./entities.module.css";
import { kindIcons } from "./kindIcons";
import { entityLink } from "./urls";

/** The cards and boxes that are paired with this one, according to completed requests. */
export function PairedWith({ entity, pairing }: { entity: Entity; pairing: Pairing | null }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const own = new Set(identifiersOf(entity).map(({ text }) => text.toLowerCase()));
  const others = (texts: string[] = []) => texts.filter((text) => !own.has(text.toLowerCase()));
  const nodes = [
    ...others(pairing?.setTopBoxes).map((text) => ({ kind: "setTopBox" as EntityKind, text })),
    ...others(pairing?.smartcards).map((text) => ({ kind: "smartcard" as EntityKind, text })),
  ];
  return (
    <div className={classes.pairing}>
      {nodes.length === 0 ? (
        <p>{t("pairedWithNone")}</p>
      ) : (
        <ul aria-label={t("pairedWith")}>
          {nodes.map(({ kind, text }) => (
            <li key={`${kind} ${text}`}>
              <Link
                {...entityLink(anyIdentifier(kind, text))}
                className={classes.node}
                aria-label={`${t(`kinds.${kind}`)} ${text}`}
              >
                <Icon of={kindIcons[kind]} />
                <bdi dir="ltr" className="mono">
                  {text}
                </bdi>
              </Link>
            </li>
          ))}
        </ul>
      )}
      {pairing && (
        <p className={classes.faint}>
          {pairing.since === null ? t("asFarAsKnown") : t("asFarAsKnownSince", { since: dates.date(pairing.since) })}{" "}
          {t(`toldBy.${pairing.source}`)}
          {pairing.request && (
            <>
              {" · "}
              <Link to="/requests/$key" params={{ key: pairing.request }}>
                {t("showRequest")}
              </Link>
            </>
          )}
        </p>
      )}
      {pairing !== null && pairing.open > 0 && (
        <p className={classes.open}>{t("pairingOpen", { count: pairing.open })}</p>
      )}
    </div>
  );
}

/** Other entities with the same number as an identifier. */
export function OtherMatches({ others }: { others: Entity[] }) {
  const { t } = useTranslation("entities");
  return (
    <Panel title={t("others")}>
      <ul className={classes.others}>
        {others.map((entity) => (
          <li key={entity.key}>
            <Link {...entityLink(entityRefOf(entity))} className={classes.node}>
              <Icon of={kindIcons[entity.kind]} />
              <span>{t(`kinds.${entity.kind}`)}</span>
              <bdi dir="ltr" className="mono">
                {mainIdentifier(entity)}
              </bdi>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
