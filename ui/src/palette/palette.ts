import { createStore } from "../desk/store";

/** Open or not, and what was typed: shared with the home page's field, so that no scanned character is lost. */
export const palette = createStore<{ open: boolean; text: string }>({ open: false, text: "" });

export const openPalette = (text: string) => palette.set({ open: true, text });

export const closePalette = () => palette.set({ open: false, text: "" });

export const loadPalette = () => import("./Palette");
