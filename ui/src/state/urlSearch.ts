// The search part of an address as plain text. The router's default writes JSON, with quotes around card numbers and
// brackets around lists; users read and share these addresses.

export const parseSearch = (text: string): Record<string, string> => Object.fromEntries(new URLSearchParams(text));

export function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]]));
  const text = new URLSearchParams(given).toString().replaceAll("%2C", ",");
  return text === "" ? "" : `?${text}`;
}

/** Several values as one: they are texts of the server and may contain the separator. */
export const joinValues = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[%,]/g, encodeURIComponent)).join(",");

export const splitValues = (text: string): string[] =>
  text === "" ? [] : text.split(",").map((value) => value.replace(/%2[5C]/gi, decodeURIComponent));
