import { useTranslation } from "react-i18next";
import { queryClient } from "../desk/queries";
import { commands, type FilePurpose, type Merged } from "../host/bindings";
import { tellDone } from "../toasts/tell";
import { tellProblem } from "../toasts/useUndo";

/** What people wrote here, as a file for another computer. A message tells what came of it. */
export interface SharedFile {
  exportFile: () => Promise<void>;
  importFile: () => Promise<void>;
}

interface Commands {
  toWrite: FilePurpose;
  write: (file: string) => Promise<number>;
  toRead: FilePurpose;
  read: (file: string) => Promise<Merged>;
}

/** What is known of causes. */
export function useKnowledgeFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useShared(t("knowledgeFile"), (count) => t("knowledgeSaved", { count }), {
    toWrite: "knowledge",
    write: commands.exportKnowledge,
    toRead: "readKnowledge",
    read: commands.importKnowledge,
  });
}

/** Who works on what, notes, snoozes and dismissals. */
export function useMarksFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useShared(t("marksFile"), (count) => t("marksSaved", { count }), {
    toWrite: "marks",
    write: commands.exportMarks,
    toRead: "readMarks",
    read: commands.importMarks,
  });
}

function useShared(name: string, saved: (count: number) => string, of: Commands): SharedFile {
  const mergedText = useMergedText();
  const telling = (act: () => Promise<void>) => act().catch(tellProblem);
  return {
    exportFile: () =>
      telling(async () => {
        const file = await commands.chooseFile(of.toWrite, `${name}.json`);
        if (file !== null) tellDone(saved(await of.write(file.handle)), file.name);
      }),
    importFile: () =>
      telling(async () => {
        const file = await commands.chooseFile(of.toRead, null);
        if (file === null) return;
        const merged = await of.read(file.handle);
        await queryClient.invalidateQueries({ queryKey: ["rejected"] });
        tellDone(mergedText(merged), file.name);
      }),
  };
}

/** `12 taken, 3 kept, 1 conflict`: what is none of is not told, but for what was taken. */
function useMergedText(): (merged: Merged) => string {
  const { t } = useTranslation("knowledge");
  return ({ taken, kept, conflicts, leftOut }) =>
    [
      t("taken", { count: taken }),
      kept > 0 && t("kept", { count: kept }),
      conflicts > 0 && t("conflicts", { count: conflicts }),
      leftOut > 0 && t("leftOut", { count: leftOut }),
    ]
      .filter(Boolean)
      .join(", ");
}
