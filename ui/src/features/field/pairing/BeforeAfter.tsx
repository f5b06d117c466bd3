import { IconAlertTriangle, IconArrowRight, IconCreditCard, IconRouter } from "@tabler/icons-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Pairing, PairingPreview, PairingWarning } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import { Status } from "../../../components/live/Status";
import shared from "../field.module.css";
import { isNew, isSame, type NamedEntity, pairingOf } from "./pairing";
import classes from "./pairing.module.css";

type BeforeAfterProps = { preview: PairingPreview; card: NamedEntity | undefined };

/** The known pairings now and after sending, with their warnings. */
export function BeforeAfter({ preview: { before, after, warnings }, card }: BeforeAfterProps) {
  const { t } = useTranslation("field");
  const [now, then] = [useId(), useId()];
  const own = card && pairingOf(card, before);
  const same = own && after && isEqual(own, after);
  return (
    <>
      {warnings.map((warning) => (
        <Status as="p" key={JSON.stringify(warning)} className={classes.warning}>
          <Icon of={IconAlertTriangle} size={20} />
          <span>
            <WarningText warning={warning} />
          </span>
        </Status>
      ))}
      <div className={classes.change}>
        <section aria-labelledby={now} className={classes.side}>
          <h2 id={now} className={classes.label}>
            {t("now")}
          </h2>
          {before.length === 0 && <p>{t("nothingPaired")}</p>}
          {before.map((pairing) => (
            <Nodes key={pairing.smartcards.concat(pairing.setTopBoxes).join(" ")} pairing={pairing} />
          ))}
        </section>
        <Icon of={IconArrowRight} size={24} className="icon-mirrors" />
        <section aria-labelledby={then} className={classes.side} data-after>
          <h2 id={then} className={classes.label}>
            {same ? t("afterSame") : t("after")}
          </h2>
          {after && <Nodes pairing={after} before={own} marks />}
        </section>
      </div>
    </>
  );
}

function Nodes({ pairing, before, marks = false }: { pairing: Pairing; before?: Pairing; marks?: boolean }) {
  const row = (kind: "smartcards" | "setTopBoxes", icon: Drawing) =>
    pairing[kind].map((name) => (
      <Node
        key={`${kind} ${name}`}
        name={name}
        kind={kind}
        icon={icon}
        fresh={marks ? isNew(name, kind, before) : undefined}
      />
    ));
  return (
    <ul className={classes.nodes}>
      {row("smartcards", IconCreditCard)}
      {row("setTopBoxes", IconRouter)}
    </ul>
  );
}

type NodeProps = { name: string; kind: "smartcards" | "setTopBoxes"; icon: Drawing; fresh: boolean | undefined };

function Node({ name, kind, icon, fresh }: NodeProps) {
  const { t } = useTranslation("field");
  const word = kind === "smartcards" ? t("tile.smartcard") : t("tile.setTopBox");
  return (
    <li className={classes.node} data-fresh={fresh || undefined}>
      <Icon of={icon} size={24} />
      <span className={shared.words}>
        <Identifier value={name} bare copy={false} />
        <span className={shared.small}>{fresh ? t("isNew", { word }) : word}</span>
      </span>
    </li>
  );
}

function WarningText({ warning }: { warning: PairingWarning }) {
  const { t } = useTranslation("field");
  switch (warning.what) {
    case "boxElsewhere":
      return t("warning.boxElsewhere", { box: warning.setTopBox, cards: warning.smartcards.join(", ") });
    case "cardPaired":
      return t("warning.cardPaired", { card: warning.smartcard, boxes: warning.setTopBoxes.join(", ") });
    case "open":
      return t("warning.open", { card: warning.smartcard });
    case "notPaired":
      return t("warning.notPaired", { card: warning.smartcard });
  }
}

const sameSet = (one: string[], other: string[]) =>
  one.length === other.length && one.every((name) => other.some((also) => isSame(name, also)));
const isEqual = (one: Pairing, other: Pairing) =>
  sameSet(one.smartcards, other.smartcards) && sameSet(one.setTopBoxes, other.setTopBoxes);
