const SHOWN = 5;

/** Two numbers that are the same up to two digits: each from a little before them on, after an ellipsis. */
export function tailsOf(worked: string, now: string): [string, string] {
  const first = [...worked].findIndex((digit, place) => digit !== now[place]);
  const from = Math.max(0, Math.min(first, worked.length - SHOWN));
  const tail = (text: string) => (from > 0 ? `…${text.slice(from)}` : text);
  return [tail(worked), tail(now)];
}
