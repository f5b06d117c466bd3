import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RejectedSelection } from "../host/bindings";

interface RetryDialogProps {
  selection: RejectedSelection;
  /** What is retried, in words: the title of its group. */
  title: string;
  onClose: () => void;
}

/** Many retries: what can be sent, then three, then the rest. Closing it leaves them running. */
export function RetryDialog({ title, onClose }: RetryDialogProps) {
  const { t } = useTranslation(["retries", "common"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("retries:title", { title })}
      closeButtonProps={{ "aria-label": t("common:close") }}
    />
  );
}
