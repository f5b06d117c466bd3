import { useTranslation } from "react-i18next";
import type { RequestCounts, RequestState } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { stateLook } from "../../components/StateLabel";
import classes from "./home.module.css";

const lines = [
  { name: "completed", look: "completed", states: ["completed"] },
  { name: "pending", look: "pending", states: ["pending"] },
  { name: "leaving", look: "sending", states: ["held", "queued", "sending", "notSent"] },
  { name: "unknown", look: "unknown", states: ["unknown"] },
  { name: "rejected", look: "rejected", states: ["rejected", "refused"] },
] as const satisfies { name: string; look: RequestState; states: RequestState[] }[];

/** How many of today's requests ended how. */
export function TodayCounts({ counts }: { counts: RequestCounts | undefined }) {
  const { t } = useTranslation("home");
  const count = (states: readonly RequestState[]) =>
    (counts?.states ?? []).reduce((sum, one) => (states.includes(one.state) ? sum + one.count : sum), 0);
  return (
    <Panel title={t("today")} end={t("yourOwn")}>
      <dl className={classes.counts}>
        {lines.map(({ name, look, states }) => (
          <div key={name} data-tone={stateLook[look].tone}>
            <dt>
              <Icon of={stateLook[look].icon} size={14} />
              {t(name)}
            </dt>
            <dd data-zero={count(states) === 0 || undefined}>{counts ? count(states) : "–"}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}
