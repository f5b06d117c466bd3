import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FieldJob, type PairingPreview } from "../../../api/bindings";
import { refreshField } from "../../../api/queries";
import { useActing } from "../../../api/useActing";
import { Banner } from "../../../components/Banner";
import { ProblemNote } from "../../../components/ProblemNote";
import { useDates } from "../../../state/dates";
import { useSnapshot } from "../../../state/snapshot";
import { useScanTarget } from "../../scanner";
import { Choices } from "../Choices";
import classes from "../field.module.css";
import { useHand } from "../hand";
import { OtherJobs } from "../jobs/OtherJobs";
import { fieldDayQuery } from "../queries";
import { SendButton } from "../SendButton";
import { Sent } from "../sent/Sent";
import { useEnterSends } from "../useEnterSends";
import { useSending } from "../useSending";
import { BeforeAfter } from "./BeforeAfter";
import pair from "./pair.module.css";
import { isSame, operationOf, type Taken, takenFrom } from "./pairing";
import { ScanTile } from "./ScanTile";
import { usePairing } from "./usePairing";

type Props = { job: FieldJob | undefined; next: FieldJob | undefined; jobs: FieldJob[] };

/** One card and one box, and what becomes of them. */
export function Pair({ job, next, jobs }: Props) {
  const { t } = useTranslation("field");
  const place = `field ${job?.id ?? ""}`;
  const [scanned, setScanned] = useHand(place);
  const [leftOver, setLeftOver] = useState<string>();
  const [pressed, setPressed] = useState(false);
  const [sentOnce, setSentOnce] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const day = useQuery(fieldDayQuery).data;
  const sending = useSending(place, () => setScanned({}));
  const taking = useActing();
  const pairing = usePairing(scanned, job, sentOnce);
  const { card, box } = pairing;
  const { journal } = useSnapshot();

  function take(part: { card?: Taken; box?: Taken }) {
    setLeftOver(undefined);
    setScanned((known) => ({ ...known, ...part }));
    // Both are there: the next Enter is the one that sends.
    if ((part.card ?? card) && (part.box ?? box)) requestAnimationFrame(() => button.current?.focus());
  }
  useScanTarget("smartcard", (text) => take({ card: { text, from: "scan" } }));
  useScanTarget("setTopBox", (text) => take({ box: { text, from: "scan" } }));
  // The rules take it for neither: it goes where something is missing, and its look-up tells what it is.
  useScanTarget("any", (text) => {
    if (!scanned.card) take({ card: { text, from: "scan" } });
    else if (!scanned.box) take({ box: { text, from: "scan" } });
    else setLeftOver(text);
  });

  async function send() {
    if (!card || !box || journal) return;
    // Whoever is quicker than the look-up has pressed all the same.
    if (pairing.checking) return setPressed(true);
    if (!pairing.draft) return;
    // The next one that nothing is known of is of the same CA system, most likely; it is shown, and can be changed.
    if (pairing.system) pairing.chooseSystem(pairing.system);
    const sent = await sending.send(pairing.draft, job?.id ?? null, scanned);
    if (!sent) return;
    setScanned({});
    setSentOnce(true);
  }
  async function undo(key: string) {
    const draft = await taking.run(() => commands.outbox.undo(key));
    if (!draft) return;
    await refreshField();
    const { operation } = draft;
    const pairs = operation === operationOf("nagravision", "create") || operation.endsWith("-pairing");
    // What is in hand now belongs to the next job and stays.
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
  useEnterSends(button, confirmed ? () => void send() : () => button.current?.focus());

  return (
    <div className={pair.grid}>
      <section className={pair.left} aria-label={t("pairThis")}>
        <div className={classes.scroll}>
          <div className={pair.tiles}>
            <ScanTile
              kind="smartcard"
              taken={card}
              resolved={pairing.cardFound}
              expected={job?.draft.smartcard}
              onTake={(taken) => take({ card: taken })}
              onClear={() => setScanned((known) => ({ ...known, card: undefined }))}
            />
            <ScanTile
              kind="setTopBox"
              taken={box}
              resolved={pairing.boxFound}
              expected={job?.draft.setTopBox}
              onTake={(taken) => take({ box: taken })}
              onClear={() => setScanned((known) => ({ ...known, box: undefined }))}
            />
          </div>
          <div className={pair.middle}>
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
            {taking.problem && <ProblemNote problem={taking.problem} />}
            {card && box && <Choices pairing={pairing} />}
            {pairing.preview && <BeforeAfter preview={pairing.preview} card={pairing.namedCard} />}
          </div>
          <ReadAt preview={pairing.preview} />
        </div>
        <div className={pair.actions}>
          <SendButton
            ref={button}
            missing={missing}
            busy={sending.busy || pressed}
            place={(day?.waiting ?? 0) + 1}
            onSend={() => void send()}
          />
          <OtherJobs
            card={pairing.namedCard}
            system={pairing.system}
            subscription={pairing.subscription}
            job={job?.id ?? null}
          />
        </div>
      </section>
      <Sent job={job} next={next} jobs={jobs} onUndo={(key) => void undo(key)} />
    </div>
  );
}

/** Where the pairing before sending is known from, and how old that is. */
function ReadAt({ preview }: { preview: PairingPreview | undefined }) {
  const { t } = useTranslation("field");
  if (!preview) return null;
  return (
    <p className={pair.note}>
      <ReadAtText preview={preview} /> {preview.listsIncomplete && t("listsIncomplete")}
    </p>
  );
}

function ReadAtText({ preview: { asOf } }: { preview: PairingPreview }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  return asOf === null ? t("neverRead") : t("readAt", { at: dates.short(asOf) });
}
