import { i18next } from "../../../i18n/i18n";
import type { Field, Operation } from "../../../state/catalogue";

/** Names of the catalogue's fields are data here, so their keys cannot be checked when this is compiled. */
const text = i18next.t as unknown as (key: string, options: { defaultValue: string }) => string;

export const fieldText = (operation: Operation, field: Field, which: "label" | "help"): string =>
  text(`operations:${operation.id}.fields.${field.name}.${which}`, { defaultValue: field.name });

export const choiceText = (field: Field, value: string): string =>
  text(`forms:choice.${field.name}.${value}`, { defaultValue: value });
