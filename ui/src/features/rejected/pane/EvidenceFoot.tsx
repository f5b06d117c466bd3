import { Button } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Comparison, Marks, RejectedGroup, RequestDetail } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { useCopied } from "../../clipboard/clipboard";
import { useOpenRetry } from "../../retries/openRetry";
import { useReport } from "../useReport";
import classes from "./evidence.module.css";

interface EvidenceFootProps {
  detail: RequestDetail;
  comparison: Comparison | undefined;
  marks: Marks | undefined;
  group: RejectedGroup | undefined;
}

export function EvidenceFoot({ detail, comparison, marks, group }: EvidenceFootProps) {
  const { t } = useTranslation("rejected");
  const open = useOpenRetry();
  const report = useReport();
  const { copied, copy } = useCopied();
  return (
    <footer className={classes.foot}>
      {detail.row.state === "rejected" && (
        <Button onClick={() => open.form(detail.row.key)}>{t("retryWithChanges")}</Button>
      )}
      <Button
        leftSection={<Icon of={copied ? IconCheck : IconCopy} size={14} />}
        onClick={() => copy(report({ detail, comparison, marks, group }))}
      >
        {t("copyReport")}
      </Button>
      <span className={classes.kept} role="status">
        {copied && t("reportCopied")}
      </span>
    </footer>
  );
}
