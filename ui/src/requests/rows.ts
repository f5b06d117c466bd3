import type { RequestRow } from "../host/bindings";

/** Rows of several windows by their places in the list, and each one's place by its key. */
export function placed(windows: readonly { offset: number; rows: readonly RequestRow[] }[]) {
  const loaded = new Map<number, RequestRow>();
  const places = new Map<string, number>();
  for (const { offset, rows } of windows) {
    rows.forEach((row, place) => {
      loaded.set(offset + place, row);
      places.set(row.key, offset + place);
    });
  }
  return { loaded, places };
}

/** Which element draws which row: `slots[i]` draws the row `ids[i]` at the place `places[i]`. */
export interface Slots {
  places: readonly number[];
  ids: readonly string[];
  slots: readonly number[];
}

/**
 * Elements for the rows on the screen. A row that stays keeps its element, and so the focus; another one takes
 * that of a row that went, first of the one that stood in its place: changing a text is cheaper than a new row.
 */
export function slotsFor(last: Slots, places: readonly number[], ids: readonly string[]): Slots {
  const staying = new Set(ids);
  const known = new Map(last.ids.map((id, at) => [id, last.slots[at]]));
  const free = new Map<number, number>();
  last.ids.forEach((id, at) => {
    const [place, slot] = [last.places[at], last.slots[at]];
    if (!staying.has(id) && place !== undefined && slot !== undefined) free.set(place, slot);
  });
  const slots = ids.map((id, at) => {
    const place = places[at];
    const slot = known.get(id) ?? (place === undefined ? undefined : free.get(place));
    if (place !== undefined && slot !== undefined && slot === free.get(place)) free.delete(place);
    return slot;
  });
  const left = [...free.values()];
  let next = Math.max(-1, ...last.slots) + 1;
  const filled = slots.map((slot) => {
    if (slot !== undefined) return slot;
    const taken = left.shift();
    if (taken !== undefined) return taken;
    next += 1;
    return next - 1;
  });
  return { places, ids, slots: filled };
}
