// Which rows are selected: some by their keys, or all that match but some. Pure.

export interface Selection {
  /** All that match; `keys` are then those left out. */
  all: boolean;
  keys: ReadonlySet<string>;
}

export const NOTHING: Selection = { all: false, keys: new Set() };
export const ALL: Selection = { all: true, keys: new Set() };

export const isSelected = ({ all, keys }: Selection, key: string) => all !== keys.has(key);

export const countOf = ({ all, keys }: Selection, total: number) => (all ? Math.max(0, total - keys.size) : keys.size);

export function toggledKey({ all, keys }: Selection, key: string): Selection {
  const next = new Set(keys);
  if (!next.delete(key)) next.add(key);
  return { all, keys: next };
}

/** As it was when the range began, with the range. */
export function withKeys(base: Selection, keys: readonly string[]): Selection {
  const next = new Set(base.keys);
  for (const key of keys) {
    if (base.all) next.delete(key);
    else next.add(key);
  }
  return { all: base.all, keys: next };
}
