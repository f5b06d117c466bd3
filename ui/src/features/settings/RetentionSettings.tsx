import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type PurgePreview, type PurgeRecord } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Banner } from "../../components/Banner";
import { focusIfLost } from "../../components/focus";
import { LazyConfirm } from "../../components/LazyConfirm";
import { useAnnounced } from "../../components/live/announce";
import { Status } from "../../components/live/Status";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { formatNumber } from "../../i18n/language";
import { operations, operationText } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { purging } from "../../state/uiState";
import { useCells } from "../requests/table/cellText";
import { showDone } from "../toasts/showToast";
import { NumberSetting } from "./NumberSettings";
import classes from "./settings.module.css";

/** The limits of the desk, in days. */
const MIN_DAYS = 30;
const MAX_DAYS = 36_500;
/** Two years. */
const DEFAULT_DAYS = 730;

const purgesQuery = { queryKey: ["purges"], queryFn: () => commands.retention.purges() };

/** The purge of own ended requests that are past their retention: a dry run first, then the purge. */
export function RetentionSettings() {
  const { t } = useTranslation("settings");
  const acting = useCommand();
  const [days, setDays] = useState(DEFAULT_DAYS);
  const [wrong, setWrong] = useState(false);
  const [preview, setPreview] = useState<PurgePreview>();
  const [asking, setAsking] = useState(false);
  const [taking, setTaking] = useState(false);
  const lookButton = useRef<HTMLButtonElement>(null);
  const [gone, setGone] = useState<{ count: number; of: number }>();

  async function look() {
    setGone(undefined);
    setPreview(await acting.run(() => commands.retention.purgePreview(days)));
  }
  async function take(of: number) {
    setAsking(false);
    purging.set(null);
    setTaking(true);
    const count = await acting.run(() => commands.retention.purgeRequests(days));
    setTaking(false);
    setPreview(undefined);
    if (count !== undefined) setGone({ count, of });
    // The button that was pressed is gone.
    focusIfLost(lookButton.current);
    await queryClient.invalidateQueries({ queryKey: purgesQuery.queryKey });
  }
  const lookOff = acting.busy || wrong;
  const taken = preview && preview.requests > 0 ? preview.requests : undefined;
  return (
    <Panel title={t("retention")}>
      <div className={classes.body}>
        <p>{t("retentionNote")}</p>
        <NumberSetting
          name="retention_days"
          label={t("retentionDays")}
          description={t("retentionDaysNote")}
          min={MIN_DAYS}
          max={MAX_DAYS}
          value={days}
          onSave={(next) => {
            setDays(next);
            setPreview(undefined);
          }}
          onWrong={setWrong}
        />
        <Button ref={lookButton} aria-disabled={lookOff} onClick={() => !lookOff && void look()}>
          {t(acting.busy && !taking ? "retentionLooking" : "retentionLook")}
        </Button>
        {taking && <Progress />}
        {preview && !taking && <Preview preview={preview} />}
        {taken !== undefined && !taking && (
          <Button color="red" aria-disabled={lookOff} onClick={() => !lookOff && setAsking(true)}>
            {t("retentionTake", { count: taken, figure: formatNumber(taken) })}
          </Button>
        )}
        {acting.problem && <ProblemNote problem={acting.problem} />}
        {gone && (
          <Banner tone="info" role="status">
            {t("retentionGone", { count: gone.count, figure: formatNumber(gone.count) })}
            {gone.count < gone.of ? ` ${t("retentionStopped")}` : ""}
          </Banner>
        )}
        <Purges />
        {asking && taken !== undefined && (
          <LazyConfirm
            question={{
              title: t("retentionTitle", { count: taken, figure: formatNumber(taken) }),
              text: (
                <>
                  <p>{t("retentionGoes")}</p>
                  <p>{t("retentionStays")}</p>
                </>
              ),
              keep: t("retentionKeep"),
              act: t("retentionTake", { count: taken, figure: formatNumber(taken) }),
              risky: true,
            }}
            onNo={() => setAsking(false)}
            onYes={() => void take(taken)}
          />
        )}
      </div>
    </Panel>
  );
}

/** The dry run: counts by state, the period, and the rejections that stay. */
function Preview({ preview: { requests, states, from, to, open } }: { preview: PurgePreview }) {
  const { t } = useTranslation(["settings", "states"]);
  const dates = useDates();
  const parts = states.map(({ state, count }) =>
    t("settings:retentionOfState", { figure: formatNumber(count), state: t(`states:${state}`).toLowerCase() }),
  );
  return (
    <Status as="div">
      <p>
        {from === null || to === null
          ? t("settings:retentionNone")
          : t("settings:retentionFound", {
              count: requests,
              figure: formatNumber(requests),
              from: dates.date(from),
              to: dates.date(to),
              parts: parts.join(", "),
            })}
      </p>
      {open > 0 && <p>{t("settings:retentionOpen", { count: open, figure: formatNumber(open) })}</p>}
    </Status>
  );
}

function Progress() {
  const { t } = useTranslation("settings");
  const progress = purging.use();
  useAnnounced(t("retentionBegins"));
  return (
    <div className={classes.saving}>
      {progress
        ? t("retentionProgress", { done: formatNumber(progress.done), of: formatNumber(progress.of) })
        : t("retentionBegins")}
      <Button onClick={() => void commands.retention.stopPurge().catch(() => undefined)}>{t("retentionStop")}</Button>
    </div>
  );
}

/** The purges with user and time. The counts by day and user can be saved to a file. */
function Purges() {
  const { t } = useTranslation(["settings", "operations"]);
  const { data } = useQuery(purgesQuery);
  const cells = useCells();
  const saving = useCommand();
  if (!data || data.length === 0) return null;

  async function save() {
    const name = await saving.run(async () => {
      const file = await commands.window.chooseFile("purgedCsv", t("settings:retentionFile"));
      if (file === null) return undefined;
      await commands.retention.exportPurges(file.handle, {
        headings: [
          t("settings:retentionHeading.at"),
          t("settings:retentionHeading.by"),
          t("settings:retentionHeading.day"),
          t("settings:retentionHeading.who"),
          t("settings:retentionHeading.operation"),
          t("settings:retentionHeading.state"),
          t("settings:retentionHeading.requests"),
        ],
        stateWords: cells.states,
        operationWords: Object.fromEntries(operations.map(({ id }) => [id, t(operationText(id, "job"))])),
      });
      return file.name;
    });
    if (name !== undefined) showDone(t("settings:retentionSaved"), name);
  }
  return (
    <>
      <ul className={classes.purges} aria-label={t("settings:retentionPurges")}>
        {data.map((purge) => (
          <Purge key={purge.at} purge={purge} />
        ))}
      </ul>
      <Button aria-disabled={saving.busy} onClick={() => !saving.busy && void save()}>
        {t("settings:retentionSave")}
      </Button>
      {saving.problem && <ProblemNote problem={saving.problem} />}
    </>
  );
}

function Purge({ purge: { at, by, endedBefore, requests } }: { purge: PurgeRecord }) {
  const { t } = useTranslation("settings");
  const dates = useDates();
  const said = {
    count: requests,
    figure: formatNumber(requests),
    at: dates.long(at),
    before: dates.date(endedBefore),
  };
  return <li>{by === "" ? t("retentionByNobody", said) : t("retentionBy", { ...said, by })}</li>;
}
