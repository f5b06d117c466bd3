import { Button, Loader } from "@mantine/core";
import { IconBarcode, IconCheck, IconKeyboard, IconQuestionMark } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Resolved, Thing } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import { useDates } from "../../../state/dates";
import shared from "../field.module.css";
import { TouchButton } from "../Touch";
import { isCalled, type Taken } from "./pairing";
import classes from "./pairing.module.css";
import { TypeDialog } from "./TypeDialog";

export type TileKind = "smartcard" | "setTopBox";

type Props = {
  kind: TileKind;
  taken: Taken | undefined;
  resolved: Resolved | undefined;
  /** What the job says is here. */
  expected: string | null | undefined;
  onTake: (taken: Taken) => void;
  onClear: () => void;
};

/** The place of the card or of the box: what was scanned, and what became of looking it up. */
export function ScanTile({ kind, taken, resolved, expected, onTake, onClear }: Props) {
  const { t } = useTranslation("field");
  const [typing, setTyping] = useState(false);
  const differs =
    taken &&
    taken.from !== "job" &&
    expected &&
    !isCalled({ text: taken.text, thing: resolved?.thing ?? null }, expected);
  const sure = taken && taken.from !== "job" && resolved?.state === "found" && !resolved.wrongKind && !differs;
  return (
    <fieldset
      aria-label={t(`tile.${kind}`)}
      className={classes.tile}
      data-taken={sure ? "sure" : taken ? "unsure" : undefined}
    >
      <span className={classes.step}>
        <Icon of={sure ? IconCheck : taken ? IconQuestionMark : IconBarcode} size={24} />
      </span>
      <div className={classes.tileText}>
        <span className={classes.label}>{t(`step.${kind}`)}</span>
        {taken ? (
          <span className={classes.number}>
            <Identifier value={taken.text} bare copy={false} />
          </span>
        ) : (
          <b className={classes.number}>{t(`scan.${kind}`)}</b>
        )}
        <span className={classes.found} aria-live="polite">
          {taken ? (
            <FoundText kind={kind} taken={taken} resolved={resolved} />
          ) : (
            expected && t("expected", { expected })
          )}
        </span>
        {differs && <span className={classes.differs}>{t("differs", { expected })}</span>}
        {resolved?.eleven && taken && (
          <Button size="lg" onClick={() => onTake({ text: resolved.eleven ?? taken.text, from: "typed" })}>
            {t("useEleven", { text: resolved.eleven })}
          </Button>
        )}
      </div>
      <TouchButton
        className={shared.square}
        aria-label={taken ? t(`change.${kind}`) : t(`type.${kind}`)}
        onClick={() => setTyping(true)}
        icon={IconKeyboard}
      >
        {null}
      </TouchButton>
      {typing && (
        <TypeDialog
          kind={kind}
          start={taken?.text ?? ""}
          onClose={() => setTyping(false)}
          onTake={(text) => {
            setTyping(false);
            if (text === "") onClear();
            else if (text !== taken?.text || taken.from === "job") onTake({ text, from: "typed" });
          }}
        />
      )}
    </fieldset>
  );
}

interface FoundTextProps {
  kind: TileKind;
  taken?: Taken;
  resolved: Resolved | undefined;
}

/** Found, not found or not checked, in words. None of them stands in the way. */
export function FoundText({ kind, taken, resolved }: FoundTextProps) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const start = taken?.from === "job" ? `${t("fromJob")} ` : "";
  if (!resolved) return <Looking start={start} />;
  const { state, thing, wrongKind } = resolved;
  if (wrongKind && thing) return t(`found.wrong.${kind}`);
  if (state === "found" && thing) {
    const age = dates.short(thing.asOf);
    return `${start}${t("found.found", { what: wordsOf(thing) || t(`tile.${kind}`), at: age })}`;
  }
  return `${start}${t(state === "notFound" ? "found.notFound" : "found.notChecked")}`;
}

function Looking({ start }: { start: string }) {
  const { t } = useTranslation("field");
  return (
    <>
      {start}
      <Loader size={12} aria-hidden /> {t("found.looking")}
    </>
  );
}

const wordsOf = ({ name, product, state, subscription }: Thing) =>
  [name ?? product, state, subscription].filter(Boolean).join(", ");
