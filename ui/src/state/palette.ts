import { createStore } from "./createStore";

interface PaletteState {
  open: boolean;
  text: string;
  /** Enter was pressed for this text: the first result opens as soon as it arrives. */
  enter: boolean;
}

/** Shared with the search field of the home page, so that no scanned character is lost. */
export const palette = createStore<PaletteState>({ open: false, text: "", enter: false });

export const openPalette = (text: string) => palette.set({ open: true, text, enter: false });

/** Opens the palette with Enter already pressed. */
export const enterPalette = (text: string) => palette.set({ open: true, text, enter: true });

export const closePalette = () => palette.set({ open: false, text: "", enter: false });
