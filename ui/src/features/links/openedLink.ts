import { createStore } from "../../state/createStore";
import type { ReadLink } from "./deskLinks";

/** The link that is being opened, with its text: from another program, or from the palette. */
export const openedLink = createStore<{ text: string; read: ReadLink } | null>(null);
