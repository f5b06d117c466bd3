import type { RequestRow } from "../../../api/bindings";

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
