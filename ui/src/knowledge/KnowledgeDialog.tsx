import { Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { RejectedGroup } from "../host/bindings";

/** What is known of the cause of a group, to be read and written. */
export function KnowledgeDialog({ onClose }: { group: RejectedGroup; onClose: () => void }) {
  const { t } = useTranslation(["knowledge", "common"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("knowledge:title")}
      closeButtonProps={{ "aria-label": t("common:close") }}
    />
  );
}
