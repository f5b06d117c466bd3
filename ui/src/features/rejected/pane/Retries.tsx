import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Comparison, RequestRow } from "../../../api/bindings";
import { Icon } from "../../../components/Icon";
import { stateLook } from "../../../components/StateLabel";
import { useDates } from "../../../state/dates";
import timeline from "../../requests/pane/timeline.module.css";
import classes from "./evidence.module.css";

/** From the first try to the last one: what this request repeats, and what repeats it. */
export function Retries({ row, comparison: { parent, retries } }: { row: RequestRow; comparison: Comparison }) {
  const { t } = useTranslation(["rejected", "states"]);
  const dates = useDates();
  if (!parent && retries.length === 0) return null;
  const tries = [...(parent ? [parent] : []), row, ...retries];
  const said = (one: RequestRow, place: number) => {
    const first = tries[0];
    const what = t(place === 0 ? "rejected:tries.first" : "rejected:tries.retry");
    if (one.state !== "rejected" || place === 0) return `${what}, ${t(`states:${one.state}`)}`;
    const same = one.errorCode === first?.errorCode && (one.errorCode !== null || one.errorText === first?.errorText);
    return `${what}, ${t(same ? "rejected:tries.same" : "rejected:tries.other")}`;
  };
  return (
    <section>
      <h3>{t("rejected:tries.title")}</h3>
      <ol className={timeline.timeline} aria-label={t("rejected:tries.title")}>
        {tries.map((one, place) => (
          <li key={one.key} className={classes.try}>
            <span className={timeline.dot} data-tone={stateLook[one.state].tone}>
              <Icon of={stateLook[one.state].icon} />
            </span>
            <div className={timeline.line}>
              <span className={timeline.dim} aria-current={one.key === row.key || undefined}>
                {one.key === row.key ? (
                  <bdi className="mono">{one.number ?? t("rejected:unnumbered")}</bdi>
                ) : (
                  <Link to="/requests/$key" params={{ key: one.key }}>
                    <bdi className="mono">{one.number ?? t("rejected:unnumbered")}</bdi>
                  </Link>
                )}{" "}
                {said(one, place)}
              </span>
              {one.created !== null && <time className={timeline.at}>{dates.short(one.created)}</time>}
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
