import { Button } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../components/Icon";
import toast from "../../toasts/Toasts.module.css";
import { tellProblem } from "../../toasts/useUndo";

/** What was marked. It stays on this computer, and so can be taken back at any time. */
export function MarkedToast({ said, onUndo }: { said: string; onUndo: (() => Promise<void>) | undefined }) {
  const { t } = useTranslation("rejected");
  return (
    <div className={toast.grid} data-tone="accent">
      <Icon of={IconCheck} />
      <span className={toast.title}>{said}</span>
      {onUndo ? (
        <Button size="xs" onClick={() => void onUndo().catch(tellProblem)}>
          {t("undo")}
        </Button>
      ) : (
        <span />
      )}
      <span className={toast.sub}>{t("onlyHere")}</span>
    </div>
  );
}
