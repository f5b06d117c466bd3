import { commands, type EntityKind } from "../../api/bindings";
import { openPalette, palette } from "../../state/palette";
import { type FocusedInput, isEditable, put, restore, takes } from "./focusedInput";
import type { Code } from "./gs1";
import { scanTarget } from "./scanTargets";
import { showScanWarning } from "./scanWarnings";

/** An open dialog takes scans itself: it may ask for the end of a card's number. */
export const dialogOpen = () => document.querySelector('[aria-modal="true"]') !== null;

/** Resolves after the page has handled the closing key, which may move the focus; a scan then moves it further. */
const keyHandled = () => new Promise((done) => setTimeout(done));

/** The number to use from a code: a serial number in it that matches the connection's rules, else the whole text. */
async function understood({ raw, gs1, serials }: Code): Promise<{ text: string; kind: EntityKind }> {
  const kindOf = (text: string) => commands.connections.classify(text).catch((): EntityKind => "item");
  const kind = await kindOf(raw);
  if (isEntity(kind)) return { text: raw, kind };
  for (const text of serials) {
    const kind = await kindOf(text);
    if (isEntity(kind)) return { text, kind };
  }
  if (gs1) showScanWarning("severalNumbers");
  return { text: raw, kind };
}

const isEntity = (kind: EntityKind) => kind === "smartcard" || kind === "setTopBox";

/**
 * Routes a scanned text: a card to the page's card target, a box to its box target. Other text stays in the
 * identifier input it was typed into, or is looked up.
 */
export async function routeScan(code: Code, typed: string, place: FocusedInput | undefined) {
  const after = place?.element.value;
  if (palette.get().open) {
    if (palette.get().text === typed) openPalette(code.raw);
    return;
  }
  // A list of numbers of any kind takes scans one after the other.
  if (dialogOpen() || takes(place?.element) === "any") return;
  const [{ text, kind }] = await Promise.all([understood(code), keyHandled()]);
  if (dialogOpen()) return;
  // If the user typed meanwhile, the value is not the scan's alone.
  const untouched = place !== undefined && place.element.value === after;
  if (untouched && place.whole && takes(place.element) === kind) {
    put(place.element, text);
    return;
  }
  const own = isEntity(kind) ? scanTarget(kind) : undefined;
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
