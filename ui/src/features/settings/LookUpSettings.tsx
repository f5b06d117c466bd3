import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type WipedView } from "../../api/bindings";
import { refreshEntities } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Banner } from "../../components/Banner";
import { LazyConfirm } from "../../components/LazyConfirm";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { formatNumber } from "../../i18n/language";
import { NumberSettings } from "./NumberSettings";
import classes from "./settings.module.css";

/** How long and how many look-ups are kept on this computer, and their end. */
export function LookUpSettings() {
  const { t } = useTranslation("settings");
  return (
    <Panel title={t("lookUps")}>
      <div className={classes.body}>
        <NumberSettings panel="lookUps" />
        <Wiping />
      </div>
    </Panel>
  );
}

function Wiping() {
  const { t } = useTranslation("settings");
  const { busy, problem, run } = useCommand();
  const [asking, setAsking] = useState(false);
  const [wiped, setWiped] = useState<WipedView>();

  async function wipe() {
    setAsking(false);
    setWiped(undefined);
    setWiped(await run(() => commands.app.wipe()));
    await refreshEntities();
  }
  return (
    <>
      <p>{t("wipeNote")}</p>
      <Button color="red" aria-disabled={busy} onClick={() => !busy && setAsking(true)}>
        {t(busy ? "wiping" : "wipe")}
      </Button>
      {problem && <ProblemNote problem={problem} />}
      {wiped && <WipeResult wiped={wiped} />}
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

/** The counts of a wipe, and its proof: the files were searched for wiped names. One name that is left is shown as a failure. */
function WipeResult({ wiped: { entities, requests, jobs, forms, searched, left } }: { wiped: WipedView }) {
  const { t } = useTranslation("settings");
  const removed = t("wiped", {
    entities: t("wipedEntities", { count: entities, figure: formatNumber(entities) }),
    requests: t("wipedRequests", { count: requests, figure: formatNumber(requests) }),
    jobs: t("wipedJobs", { count: jobs, figure: formatNumber(jobs) }),
    forms: t("wipedForms", { count: forms, figure: formatNumber(forms) }),
  });
  const names = t("wipedSearched", { count: searched, figure: formatNumber(searched) });
  return left === 0 ? (
    <Banner tone="info" role="status">
      {removed} {names} {t("wipedNone")}
    </Banner>
  ) : (
    <Banner tone="bad" role="alert">
      <b>{t("wipeFailed", { count: left, figure: formatNumber(left) })}</b> {t("wipeFailedNext")} {removed} {names}
    </Banner>
  );
}
