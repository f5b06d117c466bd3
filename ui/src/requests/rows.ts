import type { RequestRow } from "../host/bindings";

/** The read ones of some places (`"0,1,2"`), and where each place's row is among them. */
export function rowsOf(loaded: ReadonlyMap<number, RequestRow>, places: string) {
  const rows: RequestRow[] = [];
  const found = new Map<number, number>();
  for (const place of places === "" ? [] : places.split(",").map(Number)) {
    const row = loaded.get(place);
    if (row) found.set(place, rows.push(row) - 1);
  }
  return { rows, places: found };
}
