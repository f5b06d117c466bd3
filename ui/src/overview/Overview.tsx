/** The figures above the groups: how old, how many a day, of what cause, how long until cleared. */
export function Overview(_: { from: number }) {
  return null;
}
