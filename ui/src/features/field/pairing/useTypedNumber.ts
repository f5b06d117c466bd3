import { useEffect, useEffectEvent, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { commands } from "../../../api/bindings";
import { isPageCovered, useLayer } from "../../../components/layers/layers";
import { isEditable } from "../../scanner/focusedInput";
import type { TileKind } from "./ScanTile";

const CHARACTER = /^[\p{L}\p{N}]$/u;

/**
 * A number that is typed on the page: its first character opens the input of the missing card or box. A scan begins in
 * the same way, and closes the input when it is recognised.
 */
export function useTypedNumber(
  missing: TileKind | undefined,
  onDone: () => void,
  onTake: (kind: TileKind, text: string) => void,
) {
  const [kind, setKind] = useState<TileKind>();
  const input = useRef<HTMLInputElement>(null);
  const stop = () => setKind(undefined);
  useLayer(() => {
    stop();
    onDone();
  }, kind !== undefined);

  const begin = useEffectEvent((event: KeyboardEvent) => {
    if (!missing || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!CHARACTER.test(event.key) || isPageCovered()) return;
    const active = document.activeElement;
    if (isEditable(active) || active instanceof HTMLSelectElement) return;
    // The input has the focus before the browser puts the character into it.
    flushSync(() => setKind(missing));
    input.current?.focus();
  });
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => begin(event);
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, []);

  async function enter(text: string) {
    const typed = kind;
    if (!typed) return;
    onDone();
    stop();
    if (text === "") return;
    const of = await commands.connections.classify(text).catch(() => typed);
    onTake(of === "smartcard" || of === "setTopBox" ? of : typed, text);
  }
  return { inputOf: (tile: TileKind) => (tile === kind ? input : undefined), enter, stop };
}
