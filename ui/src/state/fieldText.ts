import { i18next } from "../i18n/i18n";
import type { Field, Operation } from "./catalogue";

/** Field names come from the catalogue as data, so their message keys cannot be checked at compile time. */
const text = i18next.t as unknown as (key: string, options: { defaultValue: string }) => string;

export const fieldText = (operation: Operation, field: Field, which: "label" | "help"): string =>
  text(`operations:${operation.id}.fields.${field.name}.${which}`, { defaultValue: field.name });

export const choiceText = (field: Field, value: string): string =>
  text(`forms:choice.${field.name}.${value}`, { defaultValue: value });
