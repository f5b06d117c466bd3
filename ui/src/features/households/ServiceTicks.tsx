import { IconCheck, IconMinus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { HouseholdCard, HouseholdService, ServiceTick, TickState } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { useDates, useNow } from "../../state/dates";
import { EntityNumber } from "../entities/EntityNumbers";
import { mainIdentifier } from "../lookups/identifiers";
import classes from "./household.module.css";
import type { Switches } from "./useSwitches";

interface ServiceTicksProps {
  card: HouseholdCard;
  services: readonly HouseholdService[];
  switches: Switches;
  /** Id of the reason why services of this card cannot be changed. */
  reason: string | undefined;
}

const ORDER: Record<TickState, number> = { on: 0, off: 1, notKnown: 2 };

/** The services of a card, those that it has first. One of them takes part in the order of Tab; the arrows reach the others. */
export function ServiceTicks({ card, services, switches, reason }: ServiceTicksProps) {
  const { t } = useTranslation("household");
  const ticks = card.ticks
    .flatMap((tick) => {
      const service = services.find((one) => one.service === tick.service);
      return service ? [{ tick, service }] : [];
    })
    .sort((one, other) => ORDER[one.tick.state] - ORDER[other.tick.state]);
  const [active, setActive] = useState<string>();
  const stop = ticks.find(({ tick }) => tick.service === active) ?? ticks[0];
  return (
    <ul className={classes.ticks} aria-label={t("services", { number: mainIdentifier(card.entity) })}>
      {ticks.map(({ tick, service }) => (
        <Tick
          key={tick.service}
          tick={tick}
          service={service}
          shown={switches.shownState(card.card, tick)}
          disabled={reason !== undefined || service.onlyCaId}
          reason={reason}
          tabIndex={tick === stop?.tick ? 0 : -1}
          onFocus={() => setActive(tick.service)}
          onPress={() => switches.press(card.card, tick)}
        />
      ))}
    </ul>
  );
}

interface TickProps {
  tick: ServiceTick;
  service: HouseholdService;
  /** Differs from the known state after it was pressed. */
  shown: TickState;
  disabled: boolean;
  reason: string | undefined;
  tabIndex: number;
  onFocus: () => void;
  onPress: () => void;
}

const CHECKED = { on: true, off: false, notKnown: "mixed" } as const;

function Tick({ tick, service, shown, disabled, reason, tabIndex, onFocus, onPress }: TickProps) {
  const { t } = useTranslation("household");
  const id = useId();
  const number = service.code ?? service.caId ?? service.service;
  const changed = shown !== tick.state;
  return (
    <li className={classes.tick} data-changed={changed || undefined} onFocus={onFocus}>
      {/* biome-ignore lint/a11y/useSemanticElements: a native checkbox has no third state of its own */}
      <button
        type="button"
        role="checkbox"
        aria-checked={CHECKED[shown]}
        aria-disabled={disabled || undefined}
        aria-describedby={reason ? `${id} ${reason}` : id}
        className={classes.box}
        tabIndex={tabIndex}
        onClick={() => !disabled && onPress()}
        onKeyDown={moveToTick}
      >
        <span className={classes.mark}>
          {shown === "on" && <Icon of={IconCheck} size={12} />}
          {shown === "notKnown" && <Icon of={IconMinus} size={12} />}
        </span>
        <bdi className={classes.name}>{service.name ?? number}</bdi>
      </button>
      <span id={id} className={classes.state}>
        {changed && <b>{t(shown === "on" ? "willAdd" : "willCancel")}</b>}{" "}
        {service.name !== null && <EntityNumber kind="service" text={number} copy={false} tabIndex={tabIndex} />}{" "}
        <Known tick={tick} tabIndex={tabIndex} /> {service.onlyCaId && <span>{t("onlyCaId")}</span>}{" "}
        {tick.open && (
          <Link to="/requests/$key" params={{ key: tick.open }} tabIndex={tabIndex} className={classes.warn}>
            {t("open")}
          </Link>
        )}
      </span>
    </li>
  );
}

/** What is known of a service on a card, from where, and since when. */
function Known({ tick: { state, source, asOf, request }, tabIndex }: { tick: ServiceTick; tabIndex: number }) {
  const { t } = useTranslation(["household", "entities"]);
  const dates = useDates();
  const now = useNow(60_000);
  if (state === "notKnown") return <span title={t("household:notKnownNote")}>{t("household:notKnown")}</span>;
  const about = [
    t(`household:${state}`, { at: asOf === null ? "" : dates.date(asOf) }),
    source && t(`entities:toldBy.${source}`),
  ].filter(Boolean);
  const text = about.join(", ");
  const title = [
    asOf !== null && t("household:age", { age: dates.age(asOf, now), at: dates.long(asOf) }),
    source && t(`entities:toldBy.${source}`),
  ]
    .filter(Boolean)
    .join(", ");
  return request ? (
    <Link to="/requests/$key" params={{ key: request }} tabIndex={tabIndex} title={title}>
      {text}
    </Link>
  ) : (
    <span title={title}>{text}</span>
  );
}

/**
 * Moves the focus between the ticks of all cards of the household: by the arrows, Home and End, and by the first letter
 * of a name.
 */
function moveToTick(event: KeyboardEvent<HTMLElement>) {
  // A button is pressed by Enter too; a tick is not.
  if (event.key === "Enter") event.preventDefault();
  if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
  const household = event.currentTarget.closest("[data-ticks]");
  const all = [...(household?.querySelectorAll<HTMLElement>('[role="checkbox"]') ?? [])];
  const to = targetOf(event.key, all, all.indexOf(event.currentTarget));
  if (!to) return;
  event.preventDefault();
  to.focus();
}

function targetOf(key: string, all: readonly HTMLElement[], place: number): HTMLElement | undefined {
  switch (key) {
    case "ArrowRight":
      return all[place + 1];
    case "ArrowLeft":
      return all[place - 1];
    case "ArrowDown":
      return inLine(all.slice(place + 1), all[place]) ?? all[place + 1];
    case "ArrowUp":
      return inLine(all.slice(0, place).reverse(), all[place]) ?? all[place - 1];
    case "Home":
      return all[0];
    case "End":
      return all.at(-1);
    default:
      return /^\p{L}$/u.test(key) ? namedBy(key, [...all.slice(place + 1), ...all.slice(0, place)]) : undefined;
  }
}

/** The nearest tick in the next line of the grid, below or above. */
function inLine(candidates: readonly HTMLElement[], from: HTMLElement | undefined): HTMLElement | undefined {
  const { left = 0, top = 0 } = from?.getBoundingClientRect() ?? {};
  const others = candidates.map((tick) => ({ tick, at: tick.getBoundingClientRect() }));
  const line = others.find(({ at }) => at.top !== top)?.at.top;
  return others
    .filter(({ at }) => at.top === line)
    .sort((one, other) => Math.abs(one.at.left - left) - Math.abs(other.at.left - left))[0]?.tick;
}

const namedBy = (letter: string, all: readonly HTMLElement[]) =>
  all.find(({ textContent }) => textContent.trim().toLowerCase().startsWith(letter.toLowerCase()));
