import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { useDates } from "../../state/dates";
import { tellDone } from "../toasts/tell";
import { reportHtml } from "./html";
import { type Report, sheetOf } from "./report";

/** Asks for a file and has the desk write the report there. */
export function useSaveReport(report: Report | undefined, now: number) {
  const { t, i18n } = useTranslation("handover");
  const dates = useDates();
  const [problem, setProblem] = useState<Problem>();
  async function save(ending: "html" | "csv") {
    if (!report) return;
    setProblem(undefined);
    try {
      const day = dates.wallClock(now).slice(0, 16).replace("T", " ").replace(":", "");
      const purpose = ending === "html" ? "handoverHtml" : "handoverCsv";
      const file = await commands.window.chooseFile(purpose, `${t("fileName", { day })}.${ending}`);
      if (file === null) return;
      if (ending === "html") await commands.rejected.saveReport(file.handle, reportHtml(report, i18n.language));
      else await commands.rejected.saveTable(file.handle, sheetOf(report));
      tellDone(t("saved"), file.name);
    } catch (reason) {
      setProblem(asProblem(reason));
    }
  }
  return { save, problem };
}
