import { createStore } from "../../state/store";

interface PaletteState {
  open: boolean;
  text: string;
  /** Enter was pressed for this text: the first one found is opened as soon as it is found. */
  enter: boolean;
}

/** Open or not, and what was typed: shared with the home page's field, so that no scanned character is lost. */
export const palette = createStore<PaletteState>({ open: false, text: "", enter: false });

export const openPalette = (text: string) => palette.set({ open: true, text, enter: false });

/** The same, with Enter pressed after it. */
export const enterPalette = (text: string) => palette.set({ open: true, text, enter: true });

export const closePalette = () => palette.set({ open: false, text: "", enter: false });
