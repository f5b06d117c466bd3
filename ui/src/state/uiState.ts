import { useEffect } from "react";
import {
  commands,
  type ExportProgress,
  type FilePurpose,
  type ImportProgress,
  type PurgeProgress,
  type RequestRow,
} from "../api/bindings";
import { asProblem } from "../api/problem";
import { createStore } from "./createStore";

/** The file that is being written, or was written last. A toast shows it on every page. */
export const exporting = createStore<ExportProgress | null>(null);

interface ExportedFile {
  purpose: FilePurpose;
  /** The file name that the dialog proposes. */
  proposed: string;
  rows: number;
  write: (handle: string) => Promise<unknown>;
}

/** Asks for a file name and writes the file. A toast shows the progress, and why it could not be written. */
export async function exportFile({ purpose, proposed, rows, write }: ExportedFile) {
  let name = "";
  try {
    const file = await commands.window.chooseFile(purpose, proposed);
    if (file === null) return;
    ({ name } = file);
    exporting.set({ name, rows: 0, of: rows, done: false, problem: null });
    await write(file.handle);
  } catch (reason) {
    exporting.set({ name, rows: 0, of: rows, done: false, problem: asProblem(reason) });
  }
}

/** The file that is being taken in. */
export const importing = createStore<ImportProgress | null>(null);

/** How far the purge of own ended requests is. */
export const purging = createStore<PurgeProgress | null>(null);

/** Whether the page itself shows the held request and takes Ctrl+Z, so that no toast does. */
export const holdsShownByPage = createStore(false);

/** Whether the undo hold runs: a request that is edited is held too, but does not leave by itself. */
export const isCountingDown = ({ state, heldUntil }: RequestRow) => state === "held" && heldUntil !== null;

/** The requests that each part of the page shows with their states. */
const shownRequests = new Map<object, readonly string[]>();

/** Declares that the page shows the states of these requests, so that no toast does. */
export function useShowsRequests(keys: readonly string[]) {
  const joined = keys.join("\n");
  useEffect(() => {
    const part = {};
    shownRequests.set(part, joined.split("\n"));
    return () => {
      shownRequests.delete(part);
    };
  }, [joined]);
}

export const isShownByPage = (key: string): boolean => [...shownRequests.values()].some((keys) => keys.includes(key));
