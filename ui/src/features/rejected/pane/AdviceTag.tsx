import { IconBook2, IconPencil, IconRefresh, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Advice } from "../../../api/bindings";
import type { Drawing } from "../../../components/Icon";
import { Tag } from "../../../components/Tag";

const looks: Record<Advice, { tone: "ok" | "warn" | "bad"; icon: Drawing }> = {
  yes: { tone: "ok", icon: IconRefresh },
  afterFix: { tone: "warn", icon: IconPencil },
  never: { tone: "bad", icon: IconX },
};

/** Whether to retry, in two words; where nobody knows, that somebody should write it down. */
export function AdviceTag({ advice }: { advice: Advice | null }) {
  const { t } = useTranslation("rejected");
  if (advice === null) {
    return (
      <Tag tone="mute" icon={IconBook2}>
        {t("advice.none")}
      </Tag>
    );
  }
  return <Tag {...looks[advice]}>{t(`advice.${advice}`)}</Tag>;
}
