import { Button } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, EntityPage, EntityRef, Household, ServiceSwitch } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Kbd, KeyHint } from "../../components/Kbd";
import { isPageCovered, useLayer } from "../../components/layers/layers";
import { Panel } from "../../components/Panel";
import { EntityNumber } from "../entities/EntityNumbers";
import type { Refresh } from "../entities/queries";
import { mainIdentifier } from "../lookups/identifiers";
import { useFilledForm } from "../updates/filledForms";
import { HouseholdBoxes, HouseholdCardSection } from "./HouseholdItems";
import classes from "./household.module.css";
import { NoCards, NoSubscription, ServicesAge } from "./MissingFacts";
import { ReplaceDialog, type Replaced } from "./ReplaceDialog";
import { ReviewDialog } from "./ReviewDialog";
import { SequencePanel } from "./SequencePanel";
import { useSwitches } from "./useSwitches";

interface HouseholdPanelProps {
  of: EntityRef;
  page: EntityPage;
  household: Household;
  refresh: Refresh;
}

interface ShownSequence {
  key: string;
  /** The ticks that it was made of: they are pressed again when it is undone. */
  switches: readonly ServiceSwitch[];
  closed: boolean;
}

/** The cards of a subscription with their services as ticks, its boxes, and the change that is about to be sent. */
export function HouseholdPanel({ of, page, household, refresh }: HouseholdPanelProps) {
  const { t } = useTranslation("household");
  const { cards, boxes, services } = household;
  const switches = useSwitches(cards);
  const [reviewed, setReviewed] = useState(false);
  const [replaced, setReplaced] = useState<Replaced>();
  const [sequences, setSequences] = useState<readonly ShownSequence[]>([]);
  const changed = switches.changes.length > 0;
  // What was pressed came about meanwhile.
  if (reviewed && !changed) setReviewed(false);
  // One that ends stays until it is closed.
  const unseen = household.sequences.filter(({ key }) => !sequences.some((shown) => shown.key === key));
  if (unseen.length > 0) {
    setSequences([...sequences, ...unseen.map(({ key }) => ({ key, switches: [], closed: false }))]);
  }
  const show = (added: ShownSequence) =>
    setSequences((shown) => [...shown.filter(({ key }) => key !== added.key), added]);
  const close = (key: string) =>
    setSequences((shown) => shown.map((one) => (one.key === key ? { ...one, closed: true } : one)));
  useLayer(switches.clear, changed);
  useFilledForm(changed);

  const card = replaceable(cards, page.entity);
  const box = replaceable(boxes, page.entity);
  const replaceCard = card && (() => setReplaced({ kind: "smartcard", old: card.card, entity: card.entity }));
  const replaceBox = box && (() => setReplaced({ kind: "setTopBox", old: box.setTopBox, entity: box.entity }));
  const pressed = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || event.repeat || isPageCovered() || event.shiftKey) return;
    const command = (event.ctrlKey || event.metaKey) && !event.altKey;
    const alternate = event.altKey && !event.ctrlKey && !event.metaKey;
    const act =
      command && event.key === "Enter"
        ? changed && (() => setReviewed(true))
        : alternate && (event.code === "KeyX" ? replaceCard : event.code === "KeyB" ? replaceBox : undefined);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  });
  useEffect(() => {
    window.addEventListener("keydown", pressed, true);
    return () => window.removeEventListener("keydown", pressed, true);
  }, []);

  const news = changed ? t("changes", { count: switches.changes.length }) : switches.cleared ? t("cleared") : undefined;
  return (
    <Panel title={t("title")} note={<Owner household={household} />} className={classes.household}>
      <div className={classes.scroll} data-ticks>
        {sequences
          .filter(({ closed }) => !closed)
          .map(({ key, switches: sent }) => (
            <SequencePanel
              key={key}
              sequenceKey={key}
              known={household.sequences.find((sequence) => sequence.key === key)}
              onUndone={() => {
                switches.restore(sent);
                close(key);
              }}
              onClose={() => close(key)}
            />
          ))}
        {page.known && household.subscription === null && (
          <NoSubscription
            kind={page.entity.kind}
            refresh={refresh}
            askable={(refresh.problem ?? page.problem)?.code !== "noLookUp"}
          />
        )}
        {cards.length === 0 && <NoCards />}
        {cards.map((one) => (
          <HouseholdCardSection
            key={one.card}
            card={one}
            services={services}
            switches={switches}
            keys={one === card ? "Alt+X" : undefined}
            onReplace={() => setReplaced({ kind: "smartcard", old: one.card, entity: one.entity })}
          />
        ))}
        {boxes.length > 0 && (
          <HouseholdBoxes
            boxes={boxes}
            keysFor={box}
            onReplace={(one) => setReplaced({ kind: "setTopBox", old: one.setTopBox, entity: one.entity })}
          />
        )}
        {cards.length > 0 && <ServicesAge household={household} />}
      </div>
      <footer className={classes.foot} data-changed={changed || undefined}>
        <span role="status">
          {/* Mounted anew, or a screen reader does not hear of another text. */}
          {news && <span key={news}>{news}</span>}
        </span>
        {!changed && cards.some(({ unfit, ticks }) => unfit === null && ticks.length > 0) && (
          <span className={classes.hints}>
            <KeyHint keys="Space">{t("keyTick")}</KeyHint>
            <KeyHint keys="Ctrl+Enter">{t("keyReview")}</KeyHint>
          </span>
        )}
        {changed && (
          <>
            <Button
              size="xs"
              variant="subtle"
              leftSection={<Icon of={IconArrowBackUp} size={14} />}
              rightSection={<Kbd keys="Esc" />}
              aria-keyshortcuts="Escape"
              onClick={switches.clear}
            >
              {t("clear")}
            </Button>
            <Button
              size="xs"
              variant="filled"
              rightSection={<Kbd keys="Ctrl+Enter" />}
              aria-keyshortcuts="Control+Enter"
              onClick={() => setReviewed(true)}
            >
              {t("review")}
            </Button>
          </>
        )}
      </footer>
      {reviewed && changed && (
        <ReviewDialog
          of={of}
          switches={switches.changes}
          household={household}
          onClose={() => setReviewed(false)}
          onSent={(sequence) => {
            setReviewed(false);
            switches.restore([]);
            show({ key: sequence.key, switches: switches.changes, closed: false });
          }}
        />
      )}
      {replaced && (
        <ReplaceDialog
          of={of}
          replaced={replaced}
          household={household}
          onClose={() => setReplaced(undefined)}
          onSent={(sequence) => {
            setReplaced(undefined);
            show({ key: sequence.key, switches: [], closed: false });
          }}
        />
      )}
    </Panel>
  );
}

/** The card or box that a key replaces: the one that was asked for, or the only one. */
function replaceable<T extends { entity: Entity }>(items: readonly T[], asked: Entity): T | undefined {
  return items.find(({ entity }) => entity.key === asked.key) ?? (items.length === 1 ? items[0] : undefined);
}

/** The number and the holder of the subscription. */
function Owner({ household: { subscription } }: { household: Household }) {
  const { t } = useTranslation("household");
  if (!subscription) return null;
  return (
    <span className={classes.owner}>
      {t("of")} <EntityNumber kind="subscription" text={mainIdentifier(subscription)} />
      {subscription.name && <bdi>{subscription.name}</bdi>}
    </span>
  );
}
