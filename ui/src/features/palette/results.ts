import type { RequestRow } from "../../api/bindings";
import type { Drawing } from "../../components/Icon";

/** One line of the palette. */
export interface Result {
  key: string;
  name: string;
  /** The name is a number: read left to right, every zero told apart. */
  isNumber?: boolean;
  /** By which of its names it fits, where that is not the shown one. */
  fits?: string;
  about: string;
  /** How old it is, and where it comes from. */
  age?: string;
  from?: string;
  pinned?: boolean;
  icon?: Drawing;
  state?: Pick<RequestRow, "state" | "stateText">;
  keys?: string;
  disabled?: boolean;
  /** The palette stays open. */
  stays?: boolean;
  open: () => void;
}

export interface ResultGroup {
  label: string;
  found: Result[];
}

/** Numbers of cards, boxes and requests have a digit; words name a job. */
export const hasDigit = (text: string) => /\d/.test(text);
