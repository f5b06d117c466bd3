import { Button } from "@mantine/core";
import { IconSwitchHorizontal } from "@tabler/icons-react";
import { type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, HouseholdBox, HouseholdCard, HouseholdService } from "../../api/bindings";
import { DisabledReason } from "../../components/DisabledReason";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { Tag } from "../../components/labels/Tag";
import { StateTag } from "../entities/EntityHeader";
import { EntityNumber } from "../entities/EntityNumbers";
import { kindIcons } from "../entities/kindIcons";
import { PairedWith } from "../entities/RelatedEntities";
import { useServerTerms } from "../entities/useServerTerms";
import { mainIdentifier } from "../lookups/identifiers";
import classes from "./household.module.css";
import { ServiceTicks } from "./ServiceTicks";
import type { Switches } from "./useSwitches";

interface HouseholdCardSectionProps {
  card: HouseholdCard;
  services: readonly HouseholdService[];
  switches: Switches;
  /** The key that replaces it. */
  keys: string | undefined;
  onReplace: () => void;
}

/** A card: its pairing and its services. */
export function HouseholdCardSection({ card, services, switches, keys, onReplace }: HouseholdCardSectionProps) {
  const { t } = useTranslation(["household", "entities"]);
  const id = useId();
  const { entity, pairing, ticks, unfit } = card;
  return (
    <section className={classes.card} aria-labelledby={id}>
      <ItemHead entity={entity} id={id}>
        <ReplaceButton keys={keys} label={t("household:replaceCard")} onClick={onReplace} />
      </ItemHead>
      <PairedWith entity={entity} pairing={pairing} />
      {unfit && (
        <DisabledReason id={`${id}-reason`}>
          {unfit.why === "kind" || unfit.why === "provider"
            ? t("household:noServices")
            : t(`entities:unfit.${unfit.why}`)}
        </DisabledReason>
      )}
      {ticks.length > 0 && (
        <ServiceTicks card={card} services={services} switches={switches} reason={unfit ? `${id}-reason` : undefined} />
      )}
      {!unfit && ticks.length === 0 && <p className={classes.faint}>{t("household:noServicesKnown")}</p>}
    </section>
  );
}

interface HouseholdBoxesProps {
  boxes: readonly HouseholdBox[];
  /** The box that the key replaces. */
  keysFor: HouseholdBox | undefined;
  onReplace: (box: HouseholdBox) => void;
}

export function HouseholdBoxes({ boxes, keysFor, onReplace }: HouseholdBoxesProps) {
  const { t } = useTranslation("household");
  const id = useId();
  return boxes.map((box, place) => {
    const { entity, pairing, setTopBox } = box;
    return (
      <section key={setTopBox} className={classes.card} aria-labelledby={`${id}-${place}`}>
        <ItemHead entity={entity} id={`${id}-${place}`}>
          <ReplaceButton
            keys={box === keysFor ? "Alt+B" : undefined}
            label={t("replaceBox")}
            onClick={() => onReplace(box)}
          />
        </ItemHead>
        <PairedWith entity={entity} pairing={pairing} />
      </section>
    );
  });
}

function ItemHead({ entity, id, children }: { entity: Entity; id: string; children: ReactNode }) {
  const { t } = useTranslation("entities");
  const words = useServerTerms();
  return (
    <header className={classes.cardHead}>
      <Icon of={kindIcons[entity.kind]} />
      <h3 id={id}>
        <span>{t(`kinds.${entity.kind}`)}</span>{" "}
        <EntityNumber kind={entity.kind} text={mainIdentifier(entity)} copy={false} />
      </h3>
      {entity.state && <StateTag state={entity.state} />}
      {entity.provider && <Tag tone="mute">{words.provider(entity.provider)}</Tag>}
      <span className={classes.push} />
      {children}
    </header>
  );
}

function ReplaceButton({ keys, label, onClick }: { keys: string | undefined; label: string; onClick: () => void }) {
  return (
    <Button
      size="xs"
      leftSection={<Icon of={IconSwitchHorizontal} size={14} />}
      rightSection={keys && <Kbd keys={keys} />}
      aria-keyshortcuts={keys}
      onClick={onClick}
    >
      {label}
    </Button>
  );
}
