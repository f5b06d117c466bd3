import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Wiped } from "../../api/bindings";
import { refreshThings } from "../../api/queries";
import { useActing } from "../../api/useActing";
import { Banner } from "../../components/Banner";
import { LazyConfirm } from "../../components/LazyConfirm";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useSnapshot } from "../../state/snapshot";
import { NumberSetting } from "./NumberSetting";
import style from "./SettingsPage.module.css";
import { useSaving } from "./useSaving";

/** How long and how many look-ups are kept on this computer, and their end. */
export function LookUpSettings() {
  const { t } = useTranslation("settings");
  const { lookUpMinutes, lookUpsKept } = useSnapshot().preferences;
  const { save, errorAt, problem } = useSaving(["look_up_minutes", "look_ups_kept"]);
  return (
    <Panel title={t("lookUps")}>
      <div className={style.body}>
        <div className={style.pair}>
          <NumberSetting
            name="look_up_minutes"
            label={t("lookUpMinutes")}
            description={t("lookUpMinutesNote")}
            min={1}
            max={24 * 60}
            value={lookUpMinutes}
            error={errorAt("look_up_minutes")}
            onSave={(minutes) => save({ lookUpMinutes: minutes })}
          />
          <NumberSetting
            name="look_ups_kept"
            label={t("lookUpsKept")}
            description={t("lookUpsKeptNote")}
            min={100}
            max={1_000_000}
            value={lookUpsKept}
            error={errorAt("look_ups_kept")}
            onSave={(kept) => save({ lookUpsKept: kept })}
          />
        </div>
        {problem && <ProblemNote problem={problem} />}
        <Wiping />
      </div>
    </Panel>
  );
}

function Wiping() {
  const { t } = useTranslation("settings");
  const { busy, problem, run } = useActing();
  const [asking, setAsking] = useState(false);
  const [wiped, setWiped] = useState<Wiped>();

  async function wipe() {
    setAsking(false);
    setWiped(undefined);
    setWiped(await run(() => commands.app.wipe()));
    await refreshThings();
  }
  return (
    <>
      <p>{t("wipeNote")}</p>
      <Button color="red" aria-disabled={busy} onClick={() => !busy && setAsking(true)}>
        {t(busy ? "wiping" : "wipe")}
      </Button>
      {problem && <ProblemNote problem={problem} />}
      {wiped && <Proof wiped={wiped} />}
      {asking && (
        <LazyConfirm
          question={{
            title: t("wipeTitle"),
            text: (
              <>
                <p>{t("wipeGoes")}</p>
                <p>{t("wipeStays")}</p>
              </>
            ),
            keep: t("wipeKeep"),
            act: t("wipe"),
            risky: true,
          }}
          onNo={() => setAsking(false)}
          onYes={() => void wipe()}
        />
      )}
    </>
  );
}

/** What went, and that nothing of it was found afterwards. One name that is left is a failure, and is called so. */
function Proof({ wiped: { things, requests, jobs, forms, searched, left } }: { wiped: Wiped }) {
  const { t } = useTranslation("settings");
  const figures = new Intl.NumberFormat("en");
  const removed = t("wiped", {
    things: t("wipedThings", { count: things, figure: figures.format(things) }),
    requests: t("wipedRequests", { count: requests, figure: figures.format(requests) }),
    jobs: t("wipedJobs", { count: jobs, figure: figures.format(jobs) }),
    forms: t("wipedForms", { count: forms, figure: figures.format(forms) }),
  });
  const names = t("wipedSearched", { count: searched, figure: figures.format(searched) });
  return left === 0 ? (
    <Banner tone="info" role="status">
      {removed} {names} {t("wipedNone")}
    </Banner>
  ) : (
    <Banner tone="bad" role="alert">
      <b>{t("wipeFailed", { count: left, figure: figures.format(left) })}</b> {t("wipeFailedNext")} {removed} {names}
    </Banner>
  );
}
