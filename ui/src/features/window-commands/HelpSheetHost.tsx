import { lazy, Suspense, useEffect, useEffectEvent } from "react";
import { helpSheet } from "../../state/helpSheet";
import { windowCommandOf } from "../../state/windowCommands";
import { isEditable } from "../scanner/focusedInput";
import { scanning } from "../scanner/rhythm";
import { useRunCommand } from "./useRunCommand";

const KeysSheet = lazy(async () => ({ default: (await import("./KeysSheet")).KeysSheet }));
const Licences = lazy(async () => ({ default: (await import("./Licences")).Licences }));

/** The sheets of keys and licences, on every page. */
export function HelpSheetHost() {
  const open = helpSheet.use();
  useWindowKeys();
  const Sheet = open === "keys" ? KeysSheet : Licences;
  return open ? (
    <Suspense>
      <Sheet onClose={() => helpSheet.set(null)} />
    </Suspense>
  ) : null;
}

/** A scanner's next character comes sooner. */
const QUESTION_MARK_MS = 200;

/** Listens for the keys that work everywhere, and for `?` outside of text fields. */
function useWindowKeys() {
  const run = useRunCommand();
  const pressed = useEffectEvent((event: KeyboardEvent, isLast: () => boolean) => {
    if (scanning(event.timeStamp)) return;
    const command = windowCommandOf(event);
    const isHelp = command?.id === "help" || event.key === "?";
    if (isHelp && document.querySelector('[aria-modal="true"]')) return;
    if (command?.key?.everywhere) {
      event.preventDefault();
      run(command.id);
    } else if (event.key === "?" && !isTyping()) {
      setTimeout(() => {
        if (isLast() && !isTyping()) run("help");
      }, QUESTION_MARK_MS);
    }
  });
  useEffect(() => {
    let last: KeyboardEvent;
    const listen = (event: KeyboardEvent) => {
      last = event;
      pressed(event, () => last === event);
    };
    window.addEventListener("keydown", listen);
    return () => window.removeEventListener("keydown", listen);
  }, []);
}

const isTyping = () => document.activeElement !== null && isEditable(document.activeElement);
