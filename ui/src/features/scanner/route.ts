import { commands, type ThingKind } from "../../api/bindings";
import { openPalette, palette } from "../palette/palette";
import type { Code } from "./gs1";
import { scanTarget } from "./index";
import { isEditable, type Place, put, restore, takes } from "./place";
import { tell } from "./told";

/** While a dialog is open, what is scanned is its own: it may ask for the end of a card's number. */
export const dialogOpen = () => document.querySelector('[aria-modal="true"]') !== null;

/** The page has done with the key that ended the scan: it may move the focus, and a scan moves it further. */
const keyHandled = () => new Promise((done) => setTimeout(done));

/** The number that a code is about: a serial number in it where that fits the connection, else all of it. */
async function understood({ raw, gs1, serials }: Code): Promise<{ text: string; kind: ThingKind }> {
  const kindOf = (text: string) => commands.connections.classify(text).catch((): ThingKind => "item");
  const kind = await kindOf(raw);
  if (isThing(kind)) return { text: raw, kind };
  for (const text of serials) {
    const kind = await kindOf(text);
    if (isThing(kind)) return { text, kind };
  }
  if (gs1) tell("severalNumbers");
  return { text: raw, kind };
}

const isThing = (kind: ThingKind) => kind === "smartcard" || kind === "setTopBox";

/**
 * Brings a scanned text where it belongs: a card to where the page takes cards, a box to where it takes boxes; all
 * else stays in the identifier input that it was typed into, or is looked up.
 */
export async function route(code: Code, typed: string, place: Place | undefined) {
  const after = place?.element.value;
  if (palette.get().open) {
    if (palette.get().text === typed) openPalette(code.raw);
    return;
  }
  // A list of numbers of any kind takes them one after the other.
  if (dialogOpen() || takes(place?.element) === "any") return;
  const [{ text, kind }] = await Promise.all([understood(code), keyHandled()]);
  if (dialogOpen()) return;
  // Typed into meanwhile: it is not only the scan's any more.
  const untouched = place !== undefined && place.element.value === after;
  if (untouched && place.whole && takes(place.element) === kind) {
    put(place.element, text);
    return;
  }
  const own = isThing(kind) ? scanTarget(kind) : undefined;
  const stays = place && takes(place.element) !== undefined && !own;
  const target = own ?? (stays ? undefined : scanTarget("any"));
  if (target) {
    if (untouched) restore(place);
    target.take(text);
  } else if (stays) {
    if (untouched && place.whole) put(place.element, text);
  } else if (!isEditable(place?.element ?? null)) {
    if (untouched) restore(place);
    openPalette(text);
  }
}
