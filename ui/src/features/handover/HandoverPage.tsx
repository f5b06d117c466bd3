import "./print.css";
import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { IconDownload, IconPrinter, IconRefresh } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Handover } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { useCommand } from "../../api/useCommand";
import { BackButton } from "../../components/BackButton";
import { useLanding } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { usePageLayer } from "../../components/layers/layers";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { SkeletonRows } from "../../components/SkeletonRows";
import { useReason } from "../../state/causes";
import { type Dates, datesIn, useDates } from "../../state/dates";
import { useOperationName } from "../../state/requestTexts";
import { useSnapshot } from "../../state/snapshot";
import { useGoBack } from "../../state/visits";
import { toPickerTime } from "../operations/dates";
import { showDone } from "../toasts/showToast";
import classes from "./handover.module.css";
import { type Period, periodSearch } from "./periodSearch";
import { ReportView } from "./ReportView";
import { type HandoverReport, reportHtml, reportOf, sheetOf } from "./report";

/** The hand-over page: the report of a shift on the screen, on paper and as a file. */
export function HandoverPage() {
  const { t } = useTranslation(["handover", "requests"]);
  const dates = useDates();
  const navigate = useNavigate();
  const { connection } = useSnapshot();
  const period = periodSearch(useSearch({ strict: false }));
  // The end of the report is fixed until the user requests a new one.
  const [now, setNow] = useState(Date.now);
  const from = beginOf(period, dates, now);
  const handover = useQuery({
    queryKey: ["handover", connection, from],
    queryFn: () => commands.rejected.handover(from ?? now),
    enabled: from !== undefined,
    placeholderData: keepPreviousData,
  });
  const report = useHandoverReport(handover.data);
  const page = useRef<HTMLElement>(null);
  const goBack = useGoBack("/rejected");
  usePageLayer(goBack);
  useLanding(() => page.current);
  const saving = useSaveReport(report, now);
  const choose = (next: Period) => {
    setNow(Date.now());
    void navigate({ to: "/handover", search: next, replace: true });
  };
  return (
    <>
      <PageHead
        title={t("handover:title")}
        lead={<BackButton onBack={goBack} />}
        end={
          <>
            <Button
              variant="subtle"
              leftSection={<Icon of={IconRefresh} size={14} />}
              onClick={() => setNow(Date.now())}
            >
              {t("handover:renew")}
            </Button>
            <Button
              aria-disabled={!report}
              leftSection={<Icon of={IconDownload} size={14} />}
              onClick={() => void saving.save("html")}
            >
              {t("handover:saveHtml")}
            </Button>
            <Button
              aria-disabled={!report}
              leftSection={<Icon of={IconDownload} size={14} />}
              onClick={() => void saving.save("csv")}
            >
              {t("handover:saveCsv")}
            </Button>
            <Button
              variant="filled"
              aria-disabled={!report}
              leftSection={<Icon of={IconPrinter} size={14} />}
              onClick={() => report && window.print()}
            >
              {t("handover:print")}
            </Button>
          </>
        }
      />
      <div className={classes.period}>
        <SegmentedControl
          aria-label={t("handover:periodName")}
          name="period"
          data={[
            ...PERIOD_HOURS.map((hours) => ({ value: String(hours), label: t("handover:hours", { count: hours }) })),
            { value: "since", label: t("handover:since") },
          ]}
          value={period.since === undefined ? String(period.hours ?? PERIOD_HOURS[0]) : "since"}
          onChange={(value) =>
            choose(
              value === "since"
                ? {
                    since: dates
                      .wallClock(from ?? now - 8 * 3_600_000)
                      .slice(0, 16)
                      .replace("T", " "),
                  }
                : { hours: Number(value) },
            )
          }
        />
        {period.since !== undefined && (
          <Since key={connection} since={period.since} onSince={choose} bad={from === undefined} />
        )}
      </div>
      {/* A long report scrolls and must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: see above */}
      <section ref={page} className={classes.scroll} tabIndex={0} aria-label={t("handover:title")}>
        {saving.problem && <ProblemNote problem={saving.problem} />}
        {handover.error && <ProblemNote problem={asProblem(handover.error)} />}
        {report ? (
          <ReportView report={report} />
        ) : (
          handover.isPending && from !== undefined && <SkeletonRows rows={8} />
        )}
      </section>
    </>
  );
}

function Since({ since, bad, onSince }: { since: string; bad: boolean; onSince: (period: Period) => void }) {
  const { t } = useTranslation("handover");
  const dates = useDates();
  const [typed, setTyped] = useState(since);
  const take = () => typed.trim() !== since && onSince({ since: typed.trim() });
  return (
    <TextInput
      name="since"
      aria-label={t("sinceName", { zone: dates.zone })}
      dir="ltr"
      w={260}
      value={typed}
      error={bad && t("badSince")}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={take}
      onKeyDown={(event) => event.key === "Enter" && take()}
    />
  );
}

function useHandoverReport(handover: Handover | undefined): HandoverReport | undefined {
  const { t } = useTranslation("handover");
  const jobName = useOperationName();
  const reasonOf = useReason();
  return useMemo(
    () => handover && reportOf(handover, { t, jobName, reasonOf, dates: datesIn(handover.timeZone) }),
    [handover, t, jobName, reasonOf],
  );
}

/** Asks for a file name and saves the report. */
function useSaveReport(report: HandoverReport | undefined, now: number) {
  const { t, i18n } = useTranslation("handover");
  const dates = useDates();
  const { problem, run } = useCommand({ refresh: async () => undefined });
  async function save(ending: "html" | "csv") {
    if (!report) return;
    await run(async () => {
      const day = dates.wallClock(now).slice(0, 16).replace("T", " ").replace(":", "");
      const purpose = ending === "html" ? "handoverHtml" : "handoverCsv";
      const file = await commands.window.chooseFile(purpose, `${t("fileName", { day })}.${ending}`);
      if (file === null) return;
      if (ending === "html") await commands.rejected.saveReport(file.handle, reportHtml(report, i18n.language));
      else await commands.rejected.saveTable(file.handle, sheetOf(report));
      showDone(t("saved"), file.name);
    });
  }
  return { save, problem };
}

const PERIOD_HOURS = [8, 12, 24] as const;
const HOUR = 3_600_000;

/** The start of the period; `undefined` for an invalid or future date. */
export function beginOf({ hours = PERIOD_HOURS[0], since }: Period, dates: Pick<Dates, "instant">, now: number) {
  if (since === undefined) return now - hours * HOUR;
  const typed = toPickerTime(since);
  if (typed === null) return undefined;
  const at = dates.instant(typed.replace(" ", "T"));
  return at < now ? at : undefined;
}
