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
