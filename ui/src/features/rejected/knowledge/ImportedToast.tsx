import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands } from "../../../api/bindings";
import { queryClient } from "../../../api/queries";
import { useActing } from "../../../api/useActing";
import { Icon } from "../../../components/Icon";
import { ProblemNote } from "../../../components/ProblemNote";
import toast from "../../toasts/Toasts.module.css";
import { tellDone } from "../../toasts/tell";

interface Props {
  said: string;
  file: string;
  onDone: () => void;
}

/** What came of a file, and the way back: all of it, but for what somebody changed since. */
export function ImportedToast({ said, file, onDone }: Props) {
  const { t } = useTranslation("knowledge");
  const acting = useActing();
  async function undo() {
    const undone = await acting.run(commands.rejected.undoImport);
    await queryClient.invalidateQueries({ queryKey: ["rejected"] });
    if (!undone) return;
    onDone();
    const { restored, changedSince } = undone;
    const words = [t("restored", { count: restored }), changedSince > 0 && t("changedSince", { count: changedSince })];
    tellDone(words.filter(Boolean).join(", "), file);
  }
  if (acting.problem) return <ProblemNote problem={acting.problem} role="status" />;
  return (
    <div className={toast.grid} data-tone="ok">
      <Icon of={IconCircleCheck} />
      <span className={toast.title}>{said}</span>
      <Button size="xs" loading={acting.busy} onClick={() => void undo()}>
        {t("undoImport")}
      </Button>
      <bdi className={toast.sub} dir="ltr" title={file}>
        {file}
      </bdi>
    </div>
  );
}
