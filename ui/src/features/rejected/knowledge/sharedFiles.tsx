import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconCircleCheck } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type FilePurpose, type ImportSummary } from "../../../api/bindings";
import { queryClient } from "../../../api/queries";
import { useCommand } from "../../../api/useCommand";
import { ProblemNote } from "../../../components/ProblemNote";
import { showDone, showProblem, showToast, ToastBody } from "../../toasts/showToast";

/** Exports knowledge or triage as a file for other computers, and imports such files. A toast shows the result. */
export interface SharedFile {
  exportFile: () => Promise<void>;
  importFile: () => Promise<void>;
  /** A file that was read, before it is imported. */
  looked: ReadFile | null;
  /** Closes the dialog. `taken` is the result in words, if the file was imported. */
  onAnswer: (taken?: string) => void;
}

export interface ReadFile {
  /** The name of the file. */
  name: string;
  summary: ImportSummary;
}

interface FileCommands {
  toWrite: FilePurpose;
  write: (file: string) => Promise<number>;
  toRead: FilePurpose;
  look: (file: string) => Promise<ImportSummary>;
}

/** The files with knowledge about causes. */
export function useKnowledgeFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useSharedFile(t("knowledgeFile"), (count) => t("knowledgeSaved", { count }), {
    toWrite: "knowledge",
    write: commands.rejected.exportKnowledge,
    toRead: "readKnowledge",
    look: commands.rejected.previewKnowledgeImport,
  });
}

/** The files with triage: assignees, notes, snoozes and dismissals. */
export function useTriageFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useSharedFile(t("marksFile"), (count) => t("marksSaved", { count }), {
    toWrite: "marks",
    write: commands.rejected.exportTriage,
    toRead: "readMarks",
    look: commands.rejected.previewTriageImport,
  });
}

function useSharedFile(name: string, saved: (count: number) => string, of: FileCommands): SharedFile {
  const { t } = useTranslation();
  const [looked, setLooked] = useState<ReadFile | null>(null);
  const withProblem = (act: () => Promise<void>) => act().catch(showProblem);
  return {
    exportFile: () =>
      withProblem(async () => {
        const file = await commands.window.chooseFile(of.toWrite, `${name}.json`);
        if (file !== null) showDone(saved(await of.write(file.handle)), file.name);
      }),
    importFile: () =>
      withProblem(async () => {
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
      showToast({
        id,
        message: <ImportedToast text={taken} file={looked.name} onDone={() => notifications.hide(id)} />,
        autoClose: false,
        closeLabel: t("close"),
      });
    },
  };
}

interface ImportedToastProps {
  text: string;
  file: string;
  onDone: () => void;
}

/** The result of an import, with its undo, which keeps values that changed since. */
function ImportedToast({ text, file, onDone }: ImportedToastProps) {
  const { t } = useTranslation("knowledge");
  const command = useCommand();
  async function undo() {
    const undone = await command.run(commands.rejected.undoImport);
    await queryClient.invalidateQueries({ queryKey: ["rejected"] });
    if (!undone) return;
    onDone();
    const { restored, changedSince } = undone;
    const words = [t("restored", { count: restored }), changedSince > 0 && t("changedSince", { count: changedSince })];
    showDone(words.filter(Boolean).join(", "), file);
  }
  if (command.problem) return <ProblemNote problem={command.problem} role="status" />;
  return (
    <ToastBody
      tone="ok"
      icon={IconCircleCheck}
      title={text}
      action={
        <Button size="xs" loading={command.busy} onClick={() => void undo()}>
          {t("undoImport")}
        </Button>
      }
      detail={file}
      isFile
    />
  );
}
