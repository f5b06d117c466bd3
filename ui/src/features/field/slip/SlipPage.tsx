import { IconDownload, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Problem, type Slip } from "../../../api/bindings";
import { asProblem } from "../../../api/problem";
import { ProblemNote } from "../../../components/ProblemNote";
import { SkeletonRows } from "../../../components/SkeletonRows";
import { tellDone } from "../../toasts/tell";
import { FieldHead } from "../FieldHead";
import classes from "../field.module.css";
import lists from "../jobs/lists.module.css";
import { fieldDayQuery, slipQuery } from "../queries";
import { SlipPaper } from "./SlipPaper";
import "../../handover/print.css";
import { useAnyScan } from "../pairing/useAnyScan";
import { TouchButton } from "../Touch";

/** What the customer signs and keeps: on paper or as a file. No PIN is on it. */
export function SlipPage() {
  const { t } = useTranslation("field");
  const { key = "" } = useParams({ strict: false });
  const { data: slip, error } = useQuery(slipQuery(key));
  const { data: day } = useQuery(fieldDayQuery);
  const [problem, setProblem] = useState<Problem>();
  // Nothing is looked up while somebody signs.
  useAnyScan(() => undefined);
  const job = day?.jobs.find(({ row }) => row?.key === key);

  async function save(of: Slip) {
    setProblem(undefined);
    try {
      const file = await commands.window.chooseFile("slip", fileName(t("slipTitle"), of));
      if (file === null) return;
      await commands.window.savePdf(file.handle);
      tellDone(t("slipSaved"), file.name);
    } catch (reason) {
      setProblem(asProblem(reason));
    }
  }

  return (
    <div className={classes.page}>
      <FieldHead
        title={t("slipTitle")}
        about={t("noPinOnIt")}
        back={{ to: "/field", search: job ? { job: job.id } : {}, label: t("backToField") }}
      >
        <TouchButton icon={IconDownload} off={!slip} onClick={() => slip && void save(slip)}>
          {t("savePdf")}
        </TouchButton>
        <TouchButton className={classes.primary} icon={IconPrinter} off={!slip} onClick={() => window.print()}>
          {t("print")}
        </TouchButton>
      </FieldHead>
      {/* A long slip scrolls, and so must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <div className={lists.paperRoom} tabIndex={0}>
        {problem && <ProblemNote problem={problem} />}
        {error && <ProblemNote problem={asProblem(error)} />}
        {slip ? <SlipPaper slip={slip} /> : !error && <SkeletonRows rows={8} />}
      </div>
    </div>
  );
}

/** A number may hold what no file name takes. */
const fileName = (title: string, { row }: Slip) =>
  `${title} ${(row.number ?? row.smartcard ?? row.key).replaceAll(/[^\p{L}\p{N}._-]/gu, "-")}.pdf`;
