import { commands } from "../host/bindings";

/** A command of the window that writes into a file what would be printed; not among the generated ones yet. */
interface Printing {
  savePdf(path: string): Promise<null>;
}

export const savePdf = (path: string) => (commands as typeof commands & Printing).savePdf(path);
