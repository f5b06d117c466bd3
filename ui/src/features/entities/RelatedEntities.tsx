import { IconCircleMinus, IconCirclePlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, EntityKind, Pairing, ServiceOnCard } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { useDates } from "../../state/dates";
import { anyIdentifier, entityRefOf, identifiersOf, mainIdentifier } from "../lookups/identifiers";
import { ChangedNames } from "./EntityFacts";
import classes from "./entities.module.css";
import { kindIcons } from "./kindIcons";
import { entityLink } from "./urls";

/** The cards and boxes paired with this one, according to completed requests. */
export function PairingCard({ entity, pairing }: { entity: Entity; pairing: Pairing }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const changed = useContext(ChangedNames);
  const own = new Set(identifiersOf(entity).map(({ text }) => text.toLowerCase()));
  const others = (texts: string[]) => texts.filter((text) => !own.has(text.toLowerCase()));
  const nodes = [
    ...others(pairing.setTopBoxes).map((text) => ({ kind: "setTopBox" as EntityKind, text })),
    ...others(pairing.smartcards).map((text) => ({ kind: "smartcard" as EntityKind, text })),
  ];
  const counts = [
    t("boxes", { count: pairing.setTopBoxes.length }),
    t("cards", { count: pairing.smartcards.length }),
  ].join(", ");
  return (
    <Panel title={t("pairedWith")} note={nodes.length > 0 && counts}>
      <div
        className={classes.pairing}
        data-changed={changed.has("smartcards") || changed.has("setTopBoxes") || undefined}
      >
        {nodes.length === 0 ? (
          <p>{t("pairedWithNone")}</p>
        ) : (
          <ul>
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
        {pairing.open > 0 && <p className={classes.open}>{t("pairingOpen", { count: pairing.open })}</p>}
      </div>
    </Panel>
  );
}

/** Services that completed requests added or cancelled. The server has no list of them. */
export function ServicesOnCard({ services }: { services: ServiceOnCard[] }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const sorted = [...services].sort((a, b) => Number(b.active) - Number(a.active));
  return (
    <Panel title={t("services")} note={t("asFarAsKnown")}>
      <ul className={classes.services}>
        {sorted.map(({ service, name, active, since, request, open }) => (
          <li key={service} data-active={active || undefined}>
            <Icon of={active ? IconCirclePlus : IconCircleMinus} size={14} />
            <span>
              <bdi>{name ?? service}</bdi>{" "}
              {name && (
                <bdi dir="ltr" className={`mono ${classes.faint}`}>
                  {service}
                </bdi>
              )}
            </span>
            <Link to="/requests/$key" params={{ key: request }}>
              {t(active ? "added" : "cancelled", { at: since === null ? "–" : dates.short(since) })}
            </Link>
            {open && <span className={classes.open}>{t("serviceOpen")}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/** Other entities with the same number as an identifier. */
export function OtherMatches({ others }: { others: Entity[] }) {
  const { t } = useTranslation("entities");
  return (
    <Panel title={t("others")}>
      <ul className={classes.pairing}>
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
