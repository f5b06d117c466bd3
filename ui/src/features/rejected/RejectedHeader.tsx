import { Button, Menu, SegmentedControl } from "@mantine/core";
import { IconDots, IconPrinter } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { RejectedPage, TriageStatus } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { Status } from "../../components/live/Status";
import { PageHead } from "../../components/PageHead";
import { useKnowledgeFiles, useTriageFiles } from "./knowledge/sharedFiles";
import classes from "./rejected.module.css";

const OldCausesDialog = lazy(async () => ({ default: (await import("./knowledge/OldCausesDialog")).OldCausesDialog }));
/** Loaded when the user opens a file. */
const ImportDialog = lazy(async () => ({ default: (await import("./knowledge/ImportDialog")).ImportDialog }));

interface RejectedHeaderProps {
  page: RejectedPage | undefined;
  show: TriageStatus;
  /** A filter hides some groups. */
  filtered: boolean;
  onShow: (show: TriageStatus) => void;
}

/** The header of the page: counts, the shown triage status, the hand-over and the file menu. */
export function RejectedHeader({ page, show, filtered, onShow }: RejectedHeaderProps) {
  const { t } = useTranslation("rejected");
  const navigate = useNavigate();
  const counted = (name: "snoozed" | "dismissed") =>
    page && page[name] > 0 ? t("counted", { name: t(`show.${name}`), count: page[name] }) : t(`show.${name}`);
  return (
    <PageHead
      title={t("title")}
      end={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t("showLabel")}
            // Cleared requests are shown through their count; no option is selected then.
            value={show}
            data={[
              { value: "open", label: t("show.open") },
              { value: "snoozed", label: counted("snoozed") },
              { value: "dismissed", label: counted("dismissed") },
            ]}
            onChange={(value) => onShow(value as TriageStatus)}
          />
          <Button
            className={classes.handover}
            leftSection={<Icon of={IconPrinter} size={14} />}
            onClick={() => void navigate({ to: "/handover" })}
          >
            {t("handover")}
          </Button>
          <FilesMenu />
        </>
      }
    >
      {page && (
        <Status as="p" className={classes.counts}>
          <span>
            <b>{t("number", { count: page.open })}</b>{" "}
            {show === "open" && !filtered && page.groups.length > 0
              ? t("openInGroups", { count: page.groups.length })
              : t("open")}
          </span>
          {page.olderThanDay > 0 && (
            <span>
              <b data-tone="bad">{t("number", { count: page.olderThanDay })}</b> {t("olderThanDay")}
            </span>
          )}
          <button
            type="button"
            aria-pressed={show === "cleared"}
            onClick={() => onShow(show === "cleared" ? "open" : "cleared")}
            title={t("showCleared")}
          >
            <b data-tone="ok">{t("number", { count: page.clearedToday })}</b> {t("clearedToday")}
          </button>
        </Status>
      )}
    </PageHead>
  );
}

function FilesMenu() {
  const { t } = useTranslation("rejected");
  const [old, setOld] = useState(false);
  const marks = useTriageFiles();
  const knowledge = useKnowledgeFiles();
  return (
    <>
      <Menu position="bottom-end" withinPortal={false}>
        <Menu.Target>
          <IconButton icon={IconDots} label={t("files.open")} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{t("files.knowledge")}</Menu.Label>
          <Menu.Item onClick={knowledge.exportFile}>{t("files.exportKnowledge")}</Menu.Item>
          <Menu.Item onClick={knowledge.importFile}>{t("files.importKnowledge")}</Menu.Item>
          <Menu.Item onClick={() => setOld(true)}>{t("files.oldCauses")}</Menu.Item>
          <Menu.Label>{t("files.marks")}</Menu.Label>
          <Menu.Item onClick={marks.exportFile}>{t("files.exportMarks")}</Menu.Item>
          <Menu.Item onClick={marks.importFile}>{t("files.importMarks")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense>{old && <OldCausesDialog onClose={() => setOld(false)} />}</Suspense>
      {[marks, knowledge].map(
        ({ looked, onAnswer }) =>
          looked && (
            <Suspense key={looked.summary.id}>
              <ImportDialog looked={looked} onAnswer={onAnswer} />
            </Suspense>
          ),
      )}
    </>
  );
}
