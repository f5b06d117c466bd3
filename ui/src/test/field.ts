import { act, createEvent, fireEvent } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { vi } from "vitest";
import {
  commands,
  type Entity,
  type FieldDay,
  type FieldJobView,
  type Pairing,
  type PairingPreview,
  type RequestRow,
  type Resolved,
  type Slip,
  type Snapshot,
} from "../api/bindings";
import { ANSWER_MILLIS } from "../features/scanner/rhythm";
import { fakeDesk, row } from "./desk";
import { bareEntity } from "./entities";

export const CARD = "01906618840";
export const BOX = "stb04-7718-0419";
export const AT = Date.UTC(2026, 1, 26, 12, 5);

export const day: FieldDay = { jobs: [], progress: null, waiting: 0, awaySince: null, decisions: [] };

export function job(part: Partial<FieldJobView> & Pick<FieldJobView, "id" | "place">): FieldJobView {
  return {
    draft: { subscription: "S71842", smartcard: null, setTopBox: null, note: null },
    lookedUp: [],
    row: null,
    closed: false,
    ...part,
  };
}

export const entity = (part: Partial<Entity>) => bareEntity({ asOf: AT, ...part });

export const card = entity({ serialNumber: CARD, caId: "1906618840", provider: "conax", name: "Conax card" });
export const box = entity({ kind: "setTopBox", serialNumber: BOX, provider: "conax", name: "Kestrel X2" });

export const resolved = (part: Partial<Resolved> = {}): Resolved => ({
  state: "notChecked",
  entity: null,
  wrongKind: false,
  others: [],
  problem: null,
  eleven: null,
  ...part,
});

export const pairing = (smartcards: string[], setTopBoxes: string[]): Pairing => ({
  smartcards,
  setTopBoxes,
  since: AT,
  request: "k",
  source: "lists",
  open: 0,
});

export const preview = (part: Partial<PairingPreview> = {}): PairingPreview => ({
  before: [],
  after: pairing(["1906618840"], [BOX]),
  warnings: [],
  asOf: AT,
  listsIncomplete: false,
  ...part,
});

export const slip = (part: Partial<Slip> = {}): Slip => ({
  row: row({ key: "done", state: "completed", number: "00058226", operation: "conax.create-pairing", updated: AT }),
  connection: "Sandbox",
  organisation: "DEMO",
  unit: null,
  timeZone: "Europe/Athens",
  smartcards: [CARD],
  setTopBoxes: [BOX],
  services: ["Sports"],
  referenceNumber: "R1",
  installer: "Ines Installer",
  qr: '<svg xmlns="http://www.w3.org/2000/svg"/>',
  made: AT,
  ...part,
});

/** A desk for the field mode that knows one card and one box. */
export function fieldDesk(part: Partial<FieldDay> = {}, snapshot: Partial<Snapshot> = {}, rows: RequestRow[] = []) {
  const desk = fakeDesk(snapshot, rows);
  const today = { ...day, ...part };
  return {
    ...desk,
    fieldDay: vi.spyOn(commands.field, "fieldDay").mockResolvedValue(today),
    classify: vi
      .spyOn(commands.connections, "classify")
      .mockImplementation(async (text) =>
        /^\d+$/.test(text) ? "smartcard" : /^stb/.test(text) ? "setTopBox" : "item",
      ),
    resolve: vi.spyOn(commands.lookups, "resolve").mockImplementation(async ({ text }) => {
      const found = [card, box].find(({ serialNumber }) => serialNumber === text);
      return found ? resolved({ state: "found", entity: found }) : resolved({ state: "notFound" });
    }),
    previewPairing: vi.spyOn(commands.entities, "previewPairing").mockResolvedValue(preview()),
    sendInField: vi.spyOn(commands.field, "sendInField").mockImplementation(async ({ draft: { operation } }) => {
      const sent = row({ key: "sent", state: "held", operation, heldUntil: Date.now() + 5_000, created: Date.now() });
      rows.push(sent);
      return sent;
    }),
    decide: vi.spyOn(commands.outbox, "decide").mockImplementation(async (key) => row({ key, state: "queued" })),
    addJobs: vi.spyOn(commands.field, "addJobs").mockImplementation(async (drafts) => ({
      ...today,
      jobs: drafts.map((draft, place) => job({ id: String(place), place: place + 1, draft })),
    })),
    lookUpJobs: vi.spyOn(commands.field, "lookUpJobs").mockResolvedValue(null),
    stopLookingUp: vi.spyOn(commands.field, "stopLookingUp").mockResolvedValue(null),
    closeJob: vi.spyOn(commands.field, "closeJob").mockResolvedValue(today),
    clearJobs: vi.spyOn(commands.field, "clearJobs").mockResolvedValue(today),
    slip: vi.spyOn(commands.field, "slip").mockResolvedValue(slip()),
  };
}

/**
 * Types as a scanner does: faster than a person, with Enter at the end, and without waiting for the page. The keys have
 * the times of a scanner, also where the machine is too busy for them.
 */
export function scan(text: string) {
  act(() => {
    let at = new Event("start").timeStamp;
    for (const key of [...text, "Enter"]) {
      const target = document.activeElement ?? document.body;
      const pressed = createEvent.keyDown(target, { key, code: codeOf(key) });
      at += 1;
      Object.defineProperty(pressed, "timeStamp", { value: at });
      if (fireEvent(target, pressed) && target instanceof HTMLButtonElement && key === "Enter") target.click();
    }
  });
}
const codeOf = (key: string) =>
  /^\d$/.test(key) ? `Digit${key}` : /^[a-z]$/i.test(key) ? `Key${key.toUpperCase()}` : key === "-" ? "Minus" : key;

/** Presses a key as a person does, not as the end of a scan. */
export async function enter(user: UserEvent) {
  await new Promise((done) => setTimeout(done, ANSWER_MILLIS + 20));
  await user.keyboard("{Enter}");
}
