import { Link } from "@tanstack/react-router";
import { useContext } from "react";
import { useTranslation } from "react-i18next";
import type { Pairing, Thing, ThingKind } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { useDates } from "../../state/dates";
import { thingLink } from "./address";
import { ChangedNames } from "./Changed";
import classes from "./entities.module.css";
import { kindIcons } from "./kinds";
import { anyName, namesOf } from "./names";

/** The cards and boxes that work together with this one, as completed requests tell it. */
export function PairedWith({ thing, pairing }: { thing: Thing; pairing: Pairing }) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const changed = useContext(ChangedNames);
  const own = new Set(namesOf(thing).map(({ text }) => text.toLowerCase()));
  const others = (texts: string[]) => texts.filter((text) => !own.has(text.toLowerCase()));
  const nodes = [
    ...others(pairing.setTopBoxes).map((text) => ({ kind: "setTopBox" as ThingKind, text })),
    ...others(pairing.smartcards).map((text) => ({ kind: "smartcard" as ThingKind, text })),
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
                  {...thingLink(anyName(kind, text))}
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
          {t(`toldBy.${pairing.toldBy}`)}
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
