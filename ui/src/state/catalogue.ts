import { useCallback } from "react";
import { useTranslation } from "react-i18next";
import catalogue from "../generated/catalogue.json";
import type { Resources } from "../i18n/resources";
import { useConnection, useSnapshot } from "./snapshot";

type OperationTexts = Resources["operations"];

/** Ids of the operations, as in routes and message keys: `conax.add-service`. */
export type OperationId = {
  [P in keyof OperationTexts]: `${P}.${keyof OperationTexts[P] & string}`;
}[keyof OperationTexts];

/** `provisioning` is CRM.COM's own module, for each CA system that the form names. */
export type Provider = "conax" | "nagravision" | "provisioning";
export type IdentifierTarget = "subscription" | "service" | "smartcard" | "set-top-box" | "provider";

export type FieldKind =
  | { type: "identifier"; target: IdentifierTarget; by: string[] }
  | { type: "set"; target: IdentifierTarget; member: string }
  | { type: "flag" }
  | { type: "date-time" }
  | { type: "choice"; values: string[] }
  | { type: "pin" };

export type Field = {
  name: string;
  kind: FieldKind;
  need: "mandatory" | "optional" | "one-of" | "option";
  /** First release that reads it. */
  from: string;
};

/** A place that offers operations in an order of its own, beside the menus. */
type OfferPlace = "item-page" | "subscription-page" | "service-page" | "field-mode";

/** The change that the requests of an operation make to pairings and services. */
type PairingEffect = "create-pairing" | "add-to-pairing" | "pair-exactly" | "add-service" | "cancel-service";

export type Operation = {
  id: OperationId;
  provider: Provider;
  /** Below `crmapi/rest/v2/`. */
  path: string;
  requestType: string;
  effect: "grants" | "removes" | "changes-pin" | "realigns";
  /** Name of its picture in `components/operationIcons.ts`. */
  icon: string;
  /** `code` of the key, by its place on the keyboard. */
  shortcut: { code: string; alt: boolean } | null;
  /** Whether it asks for the end of the card's number before it is sent. */
  confirmation: boolean;
  /** The operation that does the same at the other provider. */
  counterpart: OperationId | null;
  pairing: PairingEffect | null;
  /** Places with the rank there. */
  offered: [OfferPlace, number][];
  repeatHarmless: boolean;
  from: string;
  until: string | null;
  fields: Field[];
  exactlyOneOf: string[];
  source: string;
};

/** The operations as `crmcom` declares them, in the order of menus. */
export const operations = catalogue as unknown as Operation[];

/** The field that an input belongs to: `smartcard_set.0.smartcard_ca_id` to `smartcard_set`. */
export const fieldOf = (operation: Operation, input: string): Field | undefined =>
  operation.fields.find(({ name }) => input === name || input.startsWith(`${name}.`));

/** Whether the operation carries a PIN: then it is sent now or not at all. */
export const carriesPin = (operation: Operation) => operation.fields.some(({ kind }) => kind.type === "pin");

export const operationById = (id: string | null): Operation | undefined =>
  operations.find((operation) => operation.id === id);

/** The operation that does the same at the other provider, where there is one. */
export const counterpartOf = (operation: Operation) => operationById(operation.counterpart);

/** The operations that a place offers, in its order. */
export function operationsAt(place: OfferPlace): Operation[] {
  const ranked = operations.flatMap((operation) =>
    operation.offered.filter(([at]) => at === place).map(([, rank]) => ({ operation, rank })),
  );
  return ranked.sort((one, other) => one.rank - other.rank).map(({ operation }) => operation);
}

/** The operation that a key opens. `code` is the key's place on the keyboard. */
export const operationAtKey = (code: string, alt: boolean): Operation | undefined =>
  operations.find(({ shortcut }) => shortcut?.code === code && shortcut.alt === alt);

/** The key that opens an operation, as key caps say it. */
export const keysOf = ({ shortcut }: Operation): string | undefined =>
  shortcut ? `${shortcut.alt ? "Alt+" : ""}${shortcut.code.replace("Key", "")}` : undefined;

/** Whether it changes which cards and boxes are paired. */
export const changesPairing = ({ pairing }: Operation) =>
  pairing === "create-pairing" || pairing === "add-to-pairing" || pairing === "pair-exactly";

/** Whether it takes a card or box out of its pairing and puts it in no other. */
export const unpairs = (operation: Operation) => operation.effect === "removes" && changesPairing(operation);

/** Whether the answer names the request that the call made. */
export const answerNamesRequest = (operation: Operation | undefined) => operation?.provider !== "provisioning";

/** Key of the message catalogue for a text of the operation. */
export const operationText = <K extends "title" | "job" | "summary" | "button" | "help">(id: OperationId, text: K) =>
  `operations:${id}.${text}` as const;

type Confirmed = {
  [P in keyof OperationTexts]: {
    [N in keyof OperationTexts[P]]: OperationTexts[P][N] extends { confirmation: unknown }
      ? `${P}.${N & string}`
      : never;
  }[keyof OperationTexts[P]];
}[keyof OperationTexts];

/** Key of the message catalogue for a text of the question before an operation that has a `confirmation`. */
export const confirmationText = <K extends "title" | "text" | "keep">({ id }: Operation, text: K) =>
  `operations:${id as Confirmed}.confirmation.${text}` as const;

/** Why the server's release lacks an operation, in words, or `null` where it has it. */
export function useUnavailable(): (id: OperationId) => string | null {
  const { t } = useTranslation("shell");
  const { unavailable } = useSnapshot();
  const release = useConnection()?.release ?? "";
  return useCallback(
    (id) => {
      const lacking = unavailable.find(({ operation }) => operation === id);
      if (!lacking) return null;
      if (lacking.until) return t("lackingUntil", { until: lacking.until, release });
      return lacking.from ? t("lackingFrom", { from: lacking.from, release }) : t("lacking", { release });
    },
    [t, unavailable, release],
  );
}
