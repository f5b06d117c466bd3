import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FilePurpose, type ImportSummary } from "../../../api/bindings";
import { queryClient } from "../../../api/queries";
import toast from "../../toasts/Toasts.module.css";
import { tellDone } from "../../toasts/tell";
import { tellProblem } from "../../toasts/useUndo";
import { ImportedToast } from "./ImportedToast";

/** What people wrote here, as a file for another computer. A message tells what came of it. */
export interface SharedFile {
  exportFile: () => Promise<void>;
  importFile: () => Promise<void>;
  /** A file that was looked at, before any of it is taken. */
  looked: Looked | null;
  /** Closes the question; what came of taking it, if it was taken. */
  onAnswer: (taken?: string) => void;
}

export interface Looked {
  /** What the file is called. */
  name: string;
  summary: ImportSummary;
}

interface Commands {
  toWrite: FilePurpose;
  write: (file: string) => Promise<number>;
  toRead: FilePurpose;
  look: (file: string) => Promise<ImportSummary>;
}

/** What is known of causes. */
export function useKnowledgeFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useShared(t("knowledgeFile"), (count) => t("knowledgeSaved", { count }), {
    toWrite: "knowledge",
    write: commands.rejected.exportKnowledge,
    toRead: "readKnowledge",
    look: commands.rejected.lookAtKnowledge,
  });
}

/** Who works on what, notes, snoozes and dismissals. */
export function useMarksFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useShared(t("marksFile"), (count) => t("marksSaved", { count }), {
    toWrite: "marks",
    write: commands.rejected.exportMarks,
    toRead: "readMarks",
    look: commands.rejected.lookAtMarks,
  });
}

function useShared(name: string, saved: (count: number) => string, of: Commands): SharedFile {
  const { t } = useTranslation();
  const [looked, setLooked] = useState<Looked | null>(null);
  const telling = (act: () => Promise<void>) => act().catch(tellProblem);
  return {
    exportFile: () =>
      telling(async () => {
        const file = await commands.window.chooseFile(of.toWrite, `${name}.json`);
        if (file !== null) tellDone(saved(await of.write(file.handle)), file.name);
      }),
    importFile: () =>
      telling(async () => {
        const file = await commands.window.chooseFile(of.toRead, null);
        if (file !== null) setLooked({ name: file.name, summary: await of.look(file.handle) });
      }),
    looked,
    onAnswer: (taken) => {
      setLooked(null);
      void queryClient.invalidateQueries({ queryKey: ["rejected"] });
      if (taken === undefined || looked === null) return;
      const id = "imported";
      notifications.hide(id);
      notifications.show({
        id,
        message: <ImportedToast said={taken} file={looked.name} onDone={() => notifications.hide(id)} />,
        role: "status",
        autoClose: false,
        withCloseButton: true,
        closeButtonProps: { "aria-label": t("close") },
        classNames: { root: toast.toast, body: toast.body, description: toast.description },
      });
    },
  };
}
