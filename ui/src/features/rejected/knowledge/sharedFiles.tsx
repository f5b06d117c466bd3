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

/** What people wrote here, as a file for another computer. A message tells what came of it. */
export interface SharedFile {
  exportFile: () => Promise<void>;
  importFile: () => Promise<void>;
  /** A file that was looked at, before any of it is taken. */
  looked: ReadFile | null;
  /** Closes the question; what came of taking it, if it was taken. */
  onAnswer: (taken?: string) => void;
}

export interface ReadFile {
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
    write: commands.exportKnowledge,
    toRead: "readKnowledge",
    look: commands.lookAtKnowledge,
  });
}

/** Who works on what, notes, snoozes and dismissals. */
export function useTriageFiles(): SharedFile {
  const { t } = useTranslation("knowledge");
  return useShared(t("marksFile"), (count) => t("marksSaved", { count }), {
    toWrite: "marks",
    write: commands.exportMarks,
    toRead: "readMarks",
    look: commands.lookAtMarks,
  });
}

function useShared(name: string, saved: (count: number) => string, of: Commands): SharedFile {
  const { t } = useTranslation();
  const [looked, setLooked] = useState<ReadFile | null>(null);
  const telling = (act: () => Promise<void>) => act().catch(showProblem);
  return {
    exportFile: () =>
      telling(async () => {
        const file = await commands.chooseFile(of.toWrite, `${name}.json`);
        if (file !== null) showDone(saved(await of.write(file.handle)), file.name);
      }),
    importFile: () =>
      telling(async () => {
        const file = await commands.chooseFile(of.toRead, null);
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
        message: <ImportedToast said={taken} file={looked.name} onDone={() => notifications.hide(id)} />,
        autoClose: false,
        closeLabel: t("close"),
      });
    },
  };
}

interface ImportedToastProps {
  said: string;
  file: string;
  onDone: () => void;
}

/** What came of a file, and the way back: all of it, but for what somebody changed since. */
function ImportedToast({ said, file, onDone }: ImportedToastProps) {
  const { t } = useTranslation("knowledge");
  const acting = useCommand();
  async function undo() {
    const undone = await acting.run(commands.undoImport);
    await queryClient.invalidateQueries({ queryKey: ["rejected"] });
    if (!undone) return;
    onDone();
    const { restored, changedSince } = undone;
    const words = [t("restored", { count: restored }), changedSince > 0 && t("changedSince", { count: changedSince })];
    showDone(words.filter(Boolean).join(", "), file);
  }
  if (acting.problem) return <ProblemNote problem={acting.problem} role="status" />;
  return (
    <ToastBody
      tone="ok"
      icon={IconCircleCheck}
      title={said}
      action={
        <Button size="xs" loading={acting.busy} onClick={() => void undo()}>
          {t("undoImport")}
        </Button>
      }
      detail={file}
      isFile
    />
  );
}
