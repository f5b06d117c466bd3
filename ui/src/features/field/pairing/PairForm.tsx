import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FieldJobView, type PairingPreview } from "../../../api/bindings";
import { refreshField } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { Banner } from "../../../components/Banner";
import { useLanding } from "../../../components/focus";
import { ProblemNote } from "../../../components/ProblemNote";
import { changesPairing, operationById, unpairs } from "../../../state/catalogue";
import { useDates } from "../../../state/dates";
import { useSnapshot } from "../../../state/snapshot";
import { useScanTarget } from "../../scanner/scanTargets";
import shared from "../field.module.css";
import { useScannedPair } from "../fieldState";
import { OtherOperations } from "../OtherOperations";
import { fieldDayQuery } from "../queries";
import { useSending } from "../useSending";
import { BeforeAfter } from "./BeforeAfter";
import { NextSteps } from "./NextSteps";
import { type CaSystem, isSame, type PairingMode, type ScannedNumber, takenFrom } from "./pairing";
import classes from "./pairing.module.css";
import { ScanTile } from "./ScanTile";
import { SendButton, useEnterSends } from "./SendButton";
import { SentPanel } from "./SentPanel";
import { type PairingState, usePairing } from "./usePairing";
import { useTypedNumber } from "./useTypedNumber";

type PairFormProps = { job: FieldJobView | undefined; next: FieldJobView | undefined; jobs: FieldJobView[] };

/** Pairs one scanned card with one scanned box, and shows the request that does so. */
export function PairForm({ job, next, jobs }: PairFormProps) {
  const { t } = useTranslation("field");
  const place = `field ${job?.id ?? ""}`;
  const [scanned, setScanned] = useScannedPair(place);
  const [leftOver, setLeftOver] = useState<string>();
  const [pressed, setPressed] = useState(false);
  const [sentOnce, setSentOnce] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const section = useRef<HTMLElement>(null);
  // Not the button: on it the first Enter would send a job's pair unseen.
  useLanding(() => section.current);
  const day = useQuery(fieldDayQuery).data;
  const sending = useSending(place, () => setScanned({}));
  const undoing = useCommand();
  const pairing = usePairing(scanned, job, sentOnce);
  const { card, box } = pairing;
  const { journal } = useSnapshot();

  const typing = useTypedNumber(
    !scanned.card ? "smartcard" : !scanned.box ? "setTopBox" : undefined,
    () => section.current?.focus({ preventScroll: true }),
    (kind, text) => take(kind === "smartcard" ? { card: { text, from: "typed" } } : { box: { text, from: "typed" } }),
  );
  function take(part: { card?: ScannedNumber; box?: ScannedNumber }) {
    setLeftOver(undefined);
    typing.stop();
    setScanned((known) => ({ ...known, ...part }));
    // Card and box are complete: the next Enter sends.
    if ((part.card ?? card) && (part.box ?? box)) requestAnimationFrame(() => button.current?.focus());
  }
  useScanTarget("smartcard", (text) => take({ card: { text, from: "scan" } }));
  useScanTarget("setTopBox", (text) => take({ box: { text, from: "scan" } }));
  // The identifier rules match neither kind: the number fills the missing place, and its look-up tells its kind.
  useScanTarget("any", (text) => {
    if (!scanned.card) take({ card: { text, from: "scan" } });
    else if (!scanned.box) take({ box: { text, from: "scan" } });
    else setLeftOver(text);
  });

  async function send() {
    if (!card || !box || journal) return;
    // The button was pressed before the look-up ended: sending follows when it ends.
    if (pairing.checking) return setPressed(true);
    if (!pairing.draft) return;
    // The next unknown card is most likely of the same CA system; the choice is shown and can be changed.
    if (pairing.system) pairing.chooseSystem(pairing.system);
    const sent = await sending.send(pairing.draft, job?.id ?? null, scanned);
    if (!sent) return;
    setScanned({});
    setSentOnce(true);
    // The button has nothing to send until the next scan.
    section.current?.focus({ preventScroll: true });
  }
  async function undo(key: string) {
    const draft = await undoing.run(() => commands.outbox.undo(key));
    if (!draft) return;
    await refreshField();
    const operation = operationById(draft.operation);
    const pairs = operation !== undefined && changesPairing(operation) && !unpairs(operation);
    // A card or box scanned meanwhile belongs to the next job and stays.
    if (pairs && !scanned.card && !scanned.box) setScanned(takenFrom(draft));
  }
  const looked = useEffectEvent(() => void send());
  useEffect(() => {
    if (!pressed || pairing.checking) return;
    setPressed(false);
    looked();
  }, [pressed, pairing.checking]);
  const asks = card && box && !pairing.checking && !pairing.draft;
  const missing = !card && !box ? "both" : !card ? "card" : !box ? "box" : asks ? "system" : undefined;
  const confirmed = scanned.card !== undefined && scanned.box !== undefined;
  useEnterSends(button, () => {
    if (confirmed) void send();
    else if (!missing) button.current?.focus();
  });

  return (
    <div className={classes.grid}>
      <section ref={section} tabIndex={-1} className={classes.left} aria-label={t("pairThis")}>
        <div className={shared.scroll}>
          <div className={classes.tiles}>
            <ScanTile
              kind="smartcard"
              taken={card}
              resolved={pairing.cardFound}
              expected={job?.draft.smartcard}
              typed={typing.inputOf("smartcard")}
              onType={typing.enter}
              onTake={(taken) => take({ card: taken })}
              onClear={() => setScanned((known) => ({ ...known, card: undefined }))}
            />
            <ScanTile
              kind="setTopBox"
              taken={box}
              resolved={pairing.boxFound}
              expected={job?.draft.setTopBox}
              typed={typing.inputOf("setTopBox")}
              onType={typing.enter}
              onTake={(taken) => take({ box: taken })}
              onClear={() => setScanned((known) => ({ ...known, box: undefined }))}
            />
          </div>
          <div className={classes.middle}>
            {job?.row && !card && !box && (
              <Banner tone="info" role="status">
                <b>{t("sentForJob")}</b> {t("sentForJobNext")}
              </Banner>
            )}
            {leftOver && !isSame(leftOver, card?.text ?? "") && (
              <Banner tone="warn" role="status">
                {t("leftOver", { text: leftOver })}
              </Banner>
            )}
            {sending.problem && <ProblemNote problem={sending.problem} />}
            {undoing.problem && <ProblemNote problem={undoing.problem} />}
            {(!card || !box) && <NextSteps card={card !== undefined} box={box !== undefined} />}
            {card && box && <Choices pairing={pairing} />}
            {pairing.preview && <BeforeAfter preview={pairing.preview} card={pairing.namedCard} />}
          </div>
          <ReadAt preview={pairing.preview} />
        </div>
        <div className={classes.actions}>
          <SendButton
            ref={button}
            missing={missing}
            busy={sending.busy || pressed}
            place={(day?.waiting ?? 0) + 1}
            onSend={() => void send()}
          />
          <OtherOperations
            card={pairing.namedCard}
            system={pairing.system}
            subscription={pairing.subscription}
            job={job?.id ?? null}
          />
        </div>
      </section>
      <SentPanel job={job} next={next} jobs={jobs} sentNow={sentOnce} onUndo={(key) => void undo(key)} />
    </div>
  );
}

/** The source and the age of the known pairing. */
function ReadAt({ preview }: { preview: PairingPreview | undefined }) {
  const { t } = useTranslation("field");
  if (!preview) return null;
  return (
    <p className={classes.note}>
      <ReadAtText preview={preview} /> {preview.listsIncomplete && t("listsIncomplete")}
    </p>
  );
}

function ReadAtText({ preview: { asOf } }: { preview: PairingPreview }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  return asOf === null ? t("neverRead") : t("readAt", { at: dates.short(asOf) });
}

/** The choices that the numbers do not determine: the CA system, and whether the card's other boxes stay paired. */
function Choices({ pairing }: { pairing: PairingState }) {
  const { t } = useTranslation(["field", "common"]);
  const { asksSystem, system, chooseSystem, differ, choosesWay, way, setWay } = pairing;
  return (
    <>
      {differ && (
        <Banner tone="warn" role="status">
          {t("field:differ")}
        </Banner>
      )}
      {asksSystem && (
        <SegmentedControl
          fullWidth
          size="lg"
          aria-label={t("field:whichSystem")}
          name="system"
          data={[
            ...(system ? [] : [{ value: "", label: t("field:whichSystem"), disabled: true }]),
            ...(["conax", "nagravision"] as const).map((value) => ({ value, label: t(`common:${value}`) })),
          ]}
          value={system ?? ""}
          onChange={(value) => chooseSystem(value as CaSystem)}
        />
      )}
      {choosesWay && (
        <SegmentedControl
          fullWidth
          size="lg"
          aria-label={t("field:way.name")}
          name="way"
          data={(["add", "create"] as const).map((value) => ({ value, label: t(`field:way.${value}`) }))}
          value={way}
          onChange={(value) => setWay(value as PairingMode)}
        />
      )}
    </>
  );
}
