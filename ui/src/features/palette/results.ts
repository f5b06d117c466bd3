import type { RequestRow } from "../../api/bindings";
import type { Drawing } from "../../components/Icon";

/** One result of the palette. */
export interface Result {
  key: string;
  name: string;
  /** The name is a number: shown left to right in the monospaced font. */
  isNumber?: boolean;
  /** The matching identifier, where it is not the shown one. */
  fits?: string;
  about: string;
  /** The age of the data, and its source. */
  age?: string;
  from?: string;
  pinned?: boolean;
  icon?: Drawing;
  state?: Pick<RequestRow, "state" | "stateText">;
  keys?: string;
  disabled?: boolean;
  /** The palette stays open after the action. */
  stays?: boolean;
  open: () => void;
}

export interface ResultGroup {
  label: string;
  found: Result[];
}

/** Numbers of cards, boxes and requests contain a digit; other text searches for operations. */
export const hasDigit = (text: string) => /\d/.test(text);
