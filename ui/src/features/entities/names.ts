// By which names a thing is called, and which of them stands for it on a screen. Pure.
import type { NameKind, Thing, ThingRef } from "../../api/bindings";

export interface ThingName {
  by: NameKind;
  text: string;
}

/** Every name that is known, the one that stands for the thing first. */
export function namesOf(thing: Thing): ThingName[] {
  const names: [NameKind, string | null][] =
    thing.kind === "subscription"
      ? [["number", thing.number]]
      : thing.kind === "service"
        ? [
            ["code", thing.code],
            ["ca_id", thing.caId],
          ]
        : [
            ["ca_id", thing.caId],
            ["serial_number", thing.serialNumber],
          ];
  const rest: [NameKind, string | null][] = [
    ["alternative_code", thing.alternativeCode],
    ["id", thing.id],
  ];
  return [...names, ...rest].flatMap(([by, text]) => (text === null ? [] : [{ by, text }]));
}

/** The name that stands for a thing; one without any is called by what the desk keeps it by. */
export const mainName = (thing: Thing): string => namesOf(thing)[0]?.text ?? thing.key;

/** Its page goes by the name that stands for it. */
export function refOf(thing: Thing): ThingRef {
  const [main] = namesOf(thing);
  return { kind: thing.kind, text: main?.text ?? thing.key, by: main?.by ?? null };
}

/** Where a name that is no part of an address by itself is looked for: whichever of its names that is. */
export const anyName = (kind: ThingRef["kind"], text: string): ThingRef => ({ kind, text, by: null });
