import { IconSend, IconStack2 } from "@tabler/icons-react";
import { type RefObject, useId } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { useSnapshot } from "../../state/snapshot";
import shared from "./field.module.css";
import classes from "./pairing/pairing.module.css";
import { useAway } from "./useAway";

interface SendButtonProps {
  ref: RefObject<HTMLButtonElement | null>;
  /** What must be known first. */
  missing: "both" | "card" | "box" | "system" | undefined;
  busy: boolean;
  /** In the queue, if it has to wait. */
  place: number;
  onSend: () => void;
}

/** Says what it will do before it does it, and why it cannot when it cannot. */
export function SendButton({ ref, missing, busy, place, onSend }: SendButtonProps) {
  const { t } = useTranslation(["field", "forms"]);
  const id = useId();
  const { journal, session, preferences } = useSnapshot();
  const { away } = useAway();
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
