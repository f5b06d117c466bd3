import { Button, Loader, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconBarcode, IconCheck, IconKeyboard, IconQuestionMark } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type RefObject, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Resolved } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import { Dialog } from "../../../components/layers/Dialog";
import { Status } from "../../../components/live/Status";
import { useDates } from "../../../state/dates";
import shared from "../field.module.css";
import { resolvedQuery } from "../queries";
import { TouchButton } from "../TouchButton";
import { isCalled, type ScannedNumber } from "./pairing";
import classes from "./pairing.module.css";

export type TileKind = "smartcard" | "setTopBox";

type ScanTileProps = {
  kind: TileKind;
  taken: ScannedNumber | undefined;
  resolved: Resolved | undefined;
  /** The number that the job expects. */
  expected: string | null | undefined;
  /** The input for a number that is typed without opening the dialog; absent while none is typed. */
  typed: RefObject<HTMLInputElement | null> | undefined;
  onType: (text: string) => void;
  onTake: (taken: ScannedNumber) => void;
  onClear: () => void;
};

/** The tile of the card or of the box: the scanned number and the result of its look-up. */
export function ScanTile({ kind, taken, resolved, expected, typed, onType, onTake, onClear }: ScanTileProps) {
  const { t } = useTranslation("field");
  const [typing, setTyping] = useState(false);
  const differs =
    taken &&
    taken.from !== "job" &&
    expected &&
    !isCalled({ text: taken.text, entity: resolved?.entity ?? null }, expected);
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
        {typed ? (
          <TypedNumber kind={kind} input={typed} onType={onType} />
        ) : taken ? (
          <span className={classes.number}>
            <Identifier value={taken.text} bare copy={false} />
          </span>
        ) : (
          <b className={classes.number}>{t(`scan.${kind}`)}</b>
        )}
        <Status className={classes.found}>
          {taken ? (
            <FoundText kind={kind} taken={taken} resolved={resolved} />
          ) : (
            expected && t("expected", { expected })
          )}
        </Status>
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

interface TypedNumberProps {
  kind: TileKind;
  input: RefObject<HTMLInputElement | null>;
  onType: (text: string) => void;
}

/** The number that is being typed, in place of the scanned one. Enter takes it. */
function TypedNumber({ kind, input, onType }: TypedNumberProps) {
  const { t } = useTranslation("field");
  return (
    <form
      className={classes.typed}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        onType(input.current?.value.trim() ?? "");
      }}
    >
      <TextInput ref={input} name={`typed_${kind}`} dir="ltr" aria-label={t(`number.${kind}`)} autoComplete="off" />
    </form>
  );
}

interface FoundTextProps {
  kind: TileKind;
  taken?: ScannedNumber;
  resolved: Resolved | undefined;
}

/** The result of the look-up in words. No result blocks sending. */
function FoundText({ kind, taken, resolved }: FoundTextProps) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const start = taken?.from === "job" ? `${t("fromJob")} ` : "";
  if (!resolved) return <Looking start={start} />;
  const { state, entity, wrongKind } = resolved;
  if (wrongKind && entity) return t(`found.wrong.${kind}`);
  if (state === "found" && entity) {
    const age = dates.short(entity.asOf);
    return `${start}${t("found.found", { what: wordsOf(entity) || t(`tile.${kind}`), at: age })}`;
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

const wordsOf = ({ name, product, state, subscription }: Entity) =>
  [name ?? product, state, subscription].filter(Boolean).join(", ");

interface TypeDialogProps {
  kind: TileKind;
  start: string;
  onTake: (text: string) => void;
  onClose: () => void;
}

const LOOKUP_DELAY_MS = 150;

/** Accepts a typed number where the label cannot be scanned, even an unknown one. */
function TypeDialog({ kind, start, onTake, onClose }: TypeDialogProps) {
  const { t } = useTranslation(["field", "common"]);
  const [text, setText] = useState(start);
  const [asked] = useDebouncedValue(text.trim(), LOOKUP_DELAY_MS);
  const resolved = useQuery({ ...resolvedQuery({ kind, text: asked, by: null }, null), enabled: asked !== "" });
  const current = asked === text.trim() ? resolved.data : undefined;
  return (
    <Dialog onClose={onClose} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">{t(`field:type.${kind}`)}</Modal.Title>
      <form
        className={shared.typing}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onTake(text.trim());
        }}
      >
        <TextInput
          data-autofocus
          name="number"
          dir="ltr"
          size="lg"
          label={t(`field:number.${kind}`)}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Status as="p" className={classes.found}>
          {asked !== "" && <FoundText kind={kind} resolved={current} />}
        </Status>
        {current?.eleven && (
          <Button onClick={() => setText(current.eleven ?? text)}>
            {t("field:useEleven", { text: current.eleven })}
          </Button>
        )}
        <div className={shared.answers}>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="filled">
            {text.trim() === "" && start !== "" ? t("field:clear") : t("field:use")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
