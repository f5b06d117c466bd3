import { IconSend, IconStack2 } from "@tabler/icons-react";
import { type RefObject, useEffect, useEffectEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import { useSnapshot } from "../../../state/snapshot";
import { ANSWER_MILLIS, followsScan } from "../../scanner/rhythm";
import shared from "../field.module.css";
import { useServerAway } from "../fieldState";
import classes from "./pairing.module.css";

interface SendButtonProps {
  ref: RefObject<HTMLButtonElement | null>;
  /** The missing value, if any. */
  missing: "both" | "card" | "box" | "system" | undefined;
  busy: boolean;
  /** Position in the queue, if the request has to wait. */
  place: number;
  onSend: () => void;
}

/** States the effect of sending before it happens, and the reason when sending is disabled. */
export function SendButton({ ref, missing, busy, place, onSend }: SendButtonProps) {
  const { t } = useTranslation(["field", "forms"]);
  const id = useId();
  const { journal, session, preferences } = useSnapshot();
  const { away } = useServerAway();
  const off = missing !== undefined || journal !== null;
  const seconds = preferences.holdSeconds;
  const note = journal
    ? t("forms:disabled.journal")
    : missing
      ? t(`field:missing.${missing}`)
      : session?.state !== "active"
        ? t("forms:will.session")
        : away
          ? t("field:asNumber", { place })
          : seconds > 0
            ? t("forms:will.hold", { seconds })
            : t("forms:will.atOnce");
  return (
    <button
      ref={ref}
      type="button"
      className={classes.send}
      aria-disabled={off || busy || undefined}
      aria-describedby={id}
      aria-keyshortcuts="Enter"
      onClick={off || busy ? undefined : onSend}
    >
      <Icon of={away ? IconStack2 : IconSend} size={24} className={away ? undefined : "icon-mirrors"} />
      <span className={shared.words}>
        <b>{busy ? t("forms:sending") : away ? t("forms:queueButton") : t("field:sendPairing")}</b>
        <span id={id} className={classes.sendNote}>
          {note}
        </span>
      </span>
    </button>
  );
}

/**
 * A person's Enter triggers the action independent of the focus, unless the focused element handles Enter itself. Key
 * repeat, and an Enter that a scanner may have sent, are ignored.
 */
export function useEnterSends(button: RefObject<HTMLButtonElement | null>, act: () => void) {
  const acted = useEffectEvent(act);
  useEffect(() => {
    let before = Number.NEGATIVE_INFINITY;
    const pressed = (event: KeyboardEvent) => {
      // A scanner that was too slow to be recognised also sends its Enters right after another key.
      const scan = followsScan(event.timeStamp) || event.timeStamp - before < ANSWER_MILLIS;
      if (event.key !== "Enter" || scan) before = event.timeStamp;
      if (event.key !== "Enter") return;
      const own = event.target === button.current;
      if (own && (scan || event.repeat)) event.preventDefault();
      if (own || scan || event.repeat || event.defaultPrevented) return;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      if (document.querySelector('[aria-modal="true"]')) return;
      if (event.target instanceof Element && event.target.closest("a, button, input, textarea, select, label")) return;
      event.preventDefault();
      acted();
    };
    window.addEventListener("keydown", pressed);
    return () => window.removeEventListener("keydown", pressed);
  }, [button]);
}
