import { commands, type RequestRow } from "../../../api/bindings";
import type { Asked } from "./useWindows";

const AT_ONCE = 500;

/** Rows of a view by their places, in pieces, as many as are wanted. */
export async function readRows(
  asked: Asked,
  first: number,
  last: number,
  wanted: (key: string) => boolean = () => true,
  most = Number.POSITIVE_INFINITY,
): Promise<RequestRow[]> {
  const found: RequestRow[] = [];
  for (let offset = first; offset <= last && found.length < most; offset += AT_ONCE) {
    const limit = Math.min(AT_ONCE, last - offset + 1);
    const { rows } = await commands.requests.requests({ ...asked, offset, limit });
    found.push(...rows.filter(({ key }) => wanted(key)));
    if (rows.length < limit) break;
  }
  return found;
}
