import { useState } from "react";
import type { HouseholdCard, ServiceSwitch, ServiceTick, TickState } from "../../api/bindings";
import { useUndoable } from "../../state/undoStack";
import { useVisit } from "../../state/visits";

/** The ticks that were pressed and not sent, by card and service. */
type PressedTicks = ReadonlyMap<string, ServiceSwitch>;

const NONE: PressedTicks = new Map();
const idOf = (card: string, service: string) => JSON.stringify([card, service]);

/**
 * The state of a tick after the next press: on and off alternate. One that is not known becomes on, then off, then not
 * known again, which leaves the service alone.
 */
function pressedState(known: TickState, shown: TickState): TickState {
  if (known !== "notKnown") return shown === "on" ? "off" : "on";
  return shown === "notKnown" ? "on" : shown === "on" ? "off" : "notKnown";
}

export type Switches = ReturnType<typeof useSwitches>;

/** The services that the user wants to switch on or off. They stay until they are sent or cleared; Ctrl+Z undoes the latter. */
export function useSwitches(cards: readonly HouseholdCard[]) {
  // Ticks that were pressed before the user left the page.
  const before: PressedTicks | undefined = useVisit("switches", (): PressedTicks => pressed);
  const [pressed, setPressed] = useState<PressedTicks>(before ?? NONE);
  const [cleared, setCleared] = useState<{ at: number; pressed: PressedTicks }>();
  // Meanwhile another request may have brought about what was wanted.
  const changes = cards.flatMap(({ card, ticks, unfit }) =>
    unfit
      ? []
      : ticks.flatMap(({ service, state }) => {
          const wanted = pressed.get(idOf(card, service));
          return wanted && state !== (wanted.on ? "on" : "off") ? [wanted] : [];
        }),
  );
  const restorable = changes.length === 0 ? cleared : undefined;
  useUndoable(restorable?.at, () => {
    if (restorable) setPressed(restorable.pressed);
    setCleared(undefined);
  });

  return {
    /** What differs from the known state, in the order of the page. */
    changes,
    cleared: restorable !== undefined,
    shownState(card: string, { service, state }: ServiceTick): TickState {
      const wanted = pressed.get(idOf(card, service));
      return wanted ? (wanted.on ? "on" : "off") : state;
    },
    press(card: string, tick: ServiceTick) {
      const wanted = pressed.get(idOf(card, tick.service));
      const next = pressedState(tick.state, wanted ? (wanted.on ? "on" : "off") : tick.state);
      const others = new Map<string, ServiceSwitch>(pressed);
      others.delete(idOf(card, tick.service));
      if (next !== tick.state) {
        others.set(idOf(card, tick.service), { card, service: tick.service, on: next === "on" });
      }
      setPressed(others);
      setCleared(undefined);
    },
    clear() {
      setCleared({ at: Date.now(), pressed });
      setPressed(NONE);
    },
    /** Presses these ticks and no others. */
    restore(switches: readonly ServiceSwitch[]) {
      setPressed(new Map(switches.map((one) => [idOf(one.card, one.service), one])));
      setCleared(undefined);
    },
  };
}
