// The operations as `crmcom` declares them. Labels are in the message catalogue, below `operations`.
import generated from "../generated/catalogue.json";

export type Thing = "subscription" | "service" | "smartcard" | "set-top-box";
export type Need = "mandatory" | "optional" | "one-of" | "option";

export type Kind =
  | { type: "identifier"; thing: Thing; by: string[] }
  | { type: "set"; thing: Thing; member: string }
  | { type: "flag" }
  | { type: "date-time" }
  | { type: "choice"; values: string[] }
  | { type: "pin" };

export interface Field<K extends Kind = Kind> {
  name: string;
  kind: K;
  need: Need;
  from: string;
}
export type SetField = Field<Extract<Kind, { type: "set" }>>;
export type IdentifierField = Field<Extract<Kind, { type: "identifier" }>>;
export type ChoiceField = Field<Extract<Kind, { type: "choice" }>>;

export interface Operation {
  id: string;
  provider: "conax" | "nagravision";
  path: string;
  requestType: string;
  effect: "grants" | "removes" | "changes-pin";
  repeatHarmless: boolean;
  fields: Field[];
  exactlyOneOf: string[];
}

export const OPERATIONS = generated as unknown as readonly Operation[];

export const findOperation = (id: string) => OPERATIONS.find((operation) => operation.id === id);
export const isSet = (field: Field): field is SetField => field.kind.type === "set";
export const carriesPin = (operation: Operation) => operation.fields.some(({ kind }) => kind.type === "pin");

/** The message catalogue is nested: `conax.add-service` is a key in it as it stands. */
export const wordingKey = (operation: string) => `operations.${operation}`;

/** The same job at the other provider, where there is one. */
const SIBLINGS: Record<string, string> = {
  "conax.create-pairing": "nagra.pair",
  "nagra.pair": "conax.create-pairing",
  "conax.reset-pin": "nagra.clear-pin",
  "nagra.clear-pin": "conax.reset-pin",
};
export const siblingOf = (operation: Operation) => {
  const id = SIBLINGS[operation.id];
  return id ? findOperation(id) : undefined;
};
