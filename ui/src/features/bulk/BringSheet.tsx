import { Button, Textarea } from "@mantine/core";
import { IconFileImport, IconListDetails } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type BulkSheet, commands, type DeskEvent } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { useCommand } from "../../api/useCommand";
import { Icon } from "../../components/Icon";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useStableCallback } from "../../components/useStableCallback";
import classes from "./bulk.module.css";
import { takeSheet, useReadProgress } from "./useBulk";

/** Brings a sheet from a file or from the clipboard. */
export function BringSheet({ onBrought }: { onBrought: (sheet: BulkSheet) => void }) {
  const { t } = useTranslation("bulk");
  const { busy, problem, run } = useCommand({ refresh: null });
  const [text, setText] = useState("");
  const progress = useReadProgress(busy);
  async function bring(call: () => Promise<BulkSheet>) {
    const sheet = await run(call);
    if (sheet) onBrought(takeSheet(sheet));
  }
  const onDropped = useStableCallback((event: DeskEvent) => {
    if (event.kind === "fileDropped") void bring(() => commands.bulk.bringSheetFile(event.file.handle));
  });
  useEffect(() => onDesk(onDropped), [onDropped]);
  async function choose() {
    const file = await run(() => commands.window.chooseFile("readSheet", null));
    if (file) await bring(() => commands.bulk.bringSheetFile(file.handle));
  }
  return (
    <Panel title={t("bring")}>
      <div className={classes.pad}>
        <p>{t("about")}</p>
        <p className={classes.quiet}>{t("limits")}</p>
        {problem && <ProblemNote problem={problem} />}
        <div className={classes.tools}>
          <Button
            variant="filled"
            size="lg"
            leftSection={<Icon of={IconFileImport} size={16} />}
            aria-disabled={busy}
            onClick={() => void choose()}
          >
            {t("choose")}
          </Button>
          <span className={classes.quiet}>{t("drop")}</span>
          {progress && <Status className={classes.quiet}>{t("reading", { count: progress.rows })}</Status>}
        </div>
        <Textarea
          name="rows"
          label={t("paste")}
          description={t("pasteHelp")}
          dir="ltr"
          rows={4}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div className={classes.tools}>
          <Button
            leftSection={<Icon of={IconListDetails} size={14} />}
            disabled={text.trim() === ""}
            aria-disabled={busy}
            onClick={() => void bring(() => commands.bulk.bringSheetText(text))}
          >
            {t("readPasted")}
          </Button>
        </div>
      </div>
    </Panel>
  );
}
