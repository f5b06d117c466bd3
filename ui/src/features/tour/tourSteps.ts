import type { TourStep } from "../../state/tour";

export const tourSteps: readonly TourStep[] = ["signIn", "open", "card", "box", "send", "outcome", "done"];

const PAIRING = "conax.create-pairing";
export const PAIRING_PATH = `/operations/${PAIRING}`;
const CARD_INPUT = '[name="smartcard_set.0.smartcard_ca_id"]';
const BOX_INPUT = '[name="stb_set.0.stb_ca_id"]';

/** Numbers of the sandbox that a step asks for. */
export const tourNumbers = { card: "01900000001", box: "stb-0000-0001" };

/** The control that a step is about. The last step is about none. */
const targets: Record<TourStep, string | undefined> = {
  signIn: '[aria-label] form button[type="submit"]',
  open: `a[href$="${PAIRING_PATH}"]`,
  card: CARD_INPUT,
  box: BOX_INPUT,
  send: `main [aria-keyshortcuts="Control+Enter"]`,
  outcome: "main aside",
  done: undefined,
};

/** The texts of the pairing form, and whether the card is still being typed. */
export interface TourForm {
  card: string;
  box: string;
  inCard: boolean;
}

export interface TourState extends TourForm {
  signedIn: boolean;
  path: string;
  /** State of the newest request sent since the tour began, held ones included. */
  sent: string | undefined;
}

/** What the window shows: the place of the step's control, and the form. */
export function readPage(step: TourStep) {
  const target = targets[step];
  const box = target === undefined ? undefined : document.querySelector(target)?.getBoundingClientRect();
  const textOf = (input: string) => document.querySelector<HTMLInputElement>(input)?.value.trim() ?? "";
  return {
    place: box && { left: box.left, top: box.top, width: box.width, height: box.height },
    form: {
      card: textOf(CARD_INPUT),
      box: textOf(BOX_INPUT),
      inCard: document.activeElement?.matches(CARD_INPUT) === true,
    },
  };
}

const ENDED = new Set(["completed", "rejected", "refused", "unknown"]);

/** The step for what the person did: it goes on with each action, and back where the form was left. */
export function nextStep(step: TourStep, state: TourState): TourStep {
  if (step === "done") return step;
  if (!state.signedIn) return "signIn";
  if (state.sent !== undefined) return ENDED.has(state.sent) ? "done" : "outcome";
  if (state.path !== PAIRING_PATH) return "open";
  if (state.card === "" || state.inCard) return "card";
  return state.box === "" ? "box" : "send";
}
