import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands, type UpdatesView } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { Banner } from "../../components/Banner";
import { Status } from "../../components/live/Status";
import { Panel, PanelFacts } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates, useNow } from "../../state/dates";
import { canInstall, restartWanted, takeUpdates, updatesQuery } from "./updates";
import classes from "./updates.module.css";
import { useWaits } from "./useWaits";

/** The state of updates, the administrator's policy about them, and the actions. */
export function UpdateSettings() {
  const { t } = useTranslation("updates");
  const { data: updates } = useQuery(updatesQuery);
  return (
    <Panel title={t("title")} id="updates">
      <div className={classes.body}>{updates && <Updates updates={updates} />}</div>
    </Panel>
  );
}

function Updates({ updates }: { updates: UpdatesView }) {
  const { t } = useTranslation("updates");
  const { off, fault, staleDays } = updates;
  return (
    <>
      {off ? (
        <p className={classes.state}>{t(`off.${off}`)}</p>
      ) : (
        <Status as="p" className={classes.state}>
          <StateText updates={updates} />
        </Status>
      )}
      {fault && (
        <Banner tone={off ? "warn" : "bad"} role="status">
          <b>{t(`faults.${fault.code}.title`)}</b> {t(`faults.${fault.code}.next`)}
          {fault.detail && <div className={classes.detail}>{fault.detail}</div>}
        </Banner>
      )}
      {staleDays !== null && (
        <Banner tone="warn" role="status">
          <b>{t("stale", { count: staleDays })}</b> {t("staleNext")}
        </Banner>
      )}
      <Facts updates={updates} />
      {off === null && <Actions updates={updates} />}
    </>
  );
}

/** The state in one or two sentences. */
function StateText({ updates }: { updates: UpdatesView }) {
  const { t } = useTranslation("updates");
  const dates = useDates();
  const { found, stage, policy, installation } = updates;
  if (!found) return t(stage === "looking" ? "looking" : "notLooked");
  const of = { version: found.version, date: dates.date(found.date) };
  if (found.verdict !== "offered") return t(found.verdict, of);
  if (!found.byItself) return `${t("offered", of)} ${t(`by.${installation}`)}`;
  if (stage === "downloading") return t("downloading", of);
  if (stage !== "ready") return t("offered", of);
  return `${t("ready", of)} ${policy?.updates === "install" ? t("atClose") : ""}`.trim();
}

function Facts({ updates }: { updates: UpdatesView }) {
  const { t } = useTranslation("updates");
  const dates = useDates();
  const now = useNow(60_000);
  const { policy, lookedAt, off, deskNumber } = updates;
  return (
    <PanelFacts>
      <dt>{t("installed")}</dt>
      <dd>{t(`installation.${updates.installation}`, { version: updates.installed })}</dd>
      {off === null && policy && (
        <>
          <dt>{t("policy")}</dt>
          <dd>
            {t(`mode.${policy.updates}`)}{" "}
            {policy.version ? t("pinned", { version: policy.version }) : t("channel", { channel: policy.channel })}{" "}
            {policy.percentage < 100 && t("percentage", { percentage: policy.percentage, number: deskNumber })}
          </dd>
          <dt>{t("source")}</dt>
          <dd>
            <bdi dir="ltr" className={classes.source}>
              {policy.source}
            </bdi>
          </dd>
          <dt>{t("looked")}</dt>
          <dd>
            {lookedAt === null
              ? t("never")
              : t("lookedAt", { at: dates.short(lookedAt), age: dates.age(lookedAt, Math.max(now, lookedAt)) })}
          </dd>
        </>
      )}
    </PanelFacts>
  );
}

function Actions({ updates }: { updates: UpdatesView }) {
  const { t } = useTranslation("updates");
  const { busy, problem, run } = useCommand({ refresh: null });
  const wanted = restartWanted.use();
  const waits = useWaits(updates);
  const look = () =>
    void run(async () => {
      takeUpdates(await commands.updates.lookForUpdates());
    });
  const looking = busy || updates.stage === "looking";
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      <div className={classes.actions}>
        {canInstall(updates) && !wanted && (
          <Button variant="filled" onClick={() => restartWanted.set(true)}>
            {t("install")}
          </Button>
        )}
        {wanted && <Button onClick={() => restartWanted.set(false)}>{t("notNow")}</Button>}
        <Button onClick={look} loading={looking} disabled={wanted || updates.stage === "downloading"}>
          {t("look")}
        </Button>
      </div>
      {wanted && (
        <Status as="p" className={classes.state}>
          {waits}
        </Status>
      )}
    </>
  );
}
