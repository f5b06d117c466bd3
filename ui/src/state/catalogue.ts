import catalogue from "../generated/catalogue.json";
import type texts from "../i18n/en/operations.json";

type Texts = typeof texts;

/** Ids of the operations, as in routes and message keys: `conax.add-service`. */
export type OperationId = { [P in keyof Texts]: `${P}.${keyof Texts[P] & string}` }[keyof Texts];

/** Of the provisioning module: CRM.COM's own, whichever CA system the form names. */
export type Provider = "conax" | "nagravision" | "provisioning";
export type Thing = "subscription" | "service" | "smartcard" | "set-top-box" | "provider";

export type FieldKind =
  | { type: "identifier"; thing: Thing; by: string[] }
  | { type: "set"; thing: Thing; member: string }
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

export type Operation = {
  id: OperationId;
  provider: Provider;
  /** Below `crmapi/rest/v2/`. */
  path: string;
  requestType: string;
  effect: "grants" | "removes" | "changes-pin" | "realigns";
  repeatHarmless: boolean;
  from: string;
  until: string | null;
  fields: Field[];
  exactlyOneOf: string[];
  source: string;
};

/** Declared once, in crmcom; in the order of menus. */
export const operations = catalogue as unknown as Operation[];

/** Such an operation is sent now or not at all. */
export const carriesPin = (operation: Operation) => operation.fields.some(({ kind }) => kind.type === "pin");

export const operationById = (id: string | null): Operation | undefined =>
  operations.find((operation) => operation.id === id);

/** Its answer is a request that can be followed. */
export const tellsRequest = (operation: Operation | undefined) => operation?.provider !== "provisioning";

/** Key of the message catalogue for a text of the operation. */
export const operationText = <K extends "title" | "job" | "summary" | "button" | "help">(id: OperationId, text: K) =>
  `operations:${id}.${text}` as const;
