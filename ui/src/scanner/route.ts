import { commands, type ThingKind } from "../host/bindings";
import { openPalette, palette } from "../palette/palette";
import { scanTarget } from "./index";
import { isEditable, type Place, put, restore, takes } from "./place";

/** While a dialog is open, what is scanned is its own: it may ask for the end of a card's number. */
export const dialogOpen = () => document.querySelector('[aria-modal="true"]') !== null;

/** The page has done with the key that ended the scan: it may move the focus, and a scan moves it further. */
const keyHandled = () => new Promise((done) => setTimeout(done));

/**
 * Brings a scanned text where it belongs: a card to where the page takes cards, a box to where it takes boxes; all
 * else stays in the identifier input that it was typed into, or is looked up.
 */
export async function route(text: string, typed: string, place: Place | undefined) {
  const after = place?.element.value;
  if (palette.get().open) {
    if (palette.get().text === typed) openPalette(text);
    return;
  }
  // A list of numbers of any kind takes them one after the other.
  if (dialogOpen() || takes(place?.element) === "any") return;
  const [kind] = await Promise.all([commands.classify(text).catch((): ThingKind => "item"), keyHandled()]);
  if (dialogOpen()) return;
  // Typed into meanwhile: it is not only the scan's any more.
  const untouched = place !== undefined && place.element.value === after;
  if (untouched && place.whole && takes(place.element) === kind) {
    put(place.element, text);
    return;
  }
  const own = kind === "smartcard" || kind === "setTopBox" ? scanTarget(kind) : undefined;
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
