// What follows the `?` of an address, as plain text. The router's own way writes JSON, where a card number
// has quotes and a list has brackets; people read these addresses, and pass them on.

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
  const text = new URLSearchParams(given).toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}
