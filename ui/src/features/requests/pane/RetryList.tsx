import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Comparison, RequestRow } from "../../../api/bindings";
import { stateLook } from "../../../components/labels/StateLabel";
import { Timeline, TimelineStep } from "../../../components/Timeline";
import { useDates } from "../../../state/dates";

/** All attempts, from the first to the last: the request that this one retries, and its own retries. */
export function RetryList({ row, comparison: { parent, retries } }: { row: RequestRow; comparison: Comparison }) {
  const { t } = useTranslation(["requests", "states"]);
  const dates = useDates();
  if (!parent && retries.length === 0) return null;
  const tries = [...(parent ? [parent] : []), row, ...retries];
  const describe = (one: RequestRow, place: number) => {
    const first = tries[0];
    const attempt = t(place === 0 ? "requests:tries.first" : "requests:tries.retry");
    if (one.state !== "rejected" || place === 0) return `${attempt}, ${t(`states:${one.state}`)}`;
    const same = one.errorCode === first?.errorCode && (one.errorCode !== null || one.errorText === first?.errorText);
    return `${attempt}, ${t(same ? "requests:tries.same" : "requests:tries.other")}`;
  };
  return (
    <section>
      <h3>{t("requests:tries.title")}</h3>
      <Timeline label={t("requests:tries.title")}>
        {tries.map((one, place) => {
          const number = <bdi className="mono">{one.number ?? t("requests:tries.unnumbered")}</bdi>;
          const current = one.key === row.key;
          return (
            <TimelineStep
              key={one.key}
              {...stateLook[one.state]}
              title={
                <>
                  {current ? (
                    number
                  ) : (
                    <Link to="/requests/$key" params={{ key: one.key }}>
                      {number}
                    </Link>
                  )}{" "}
                  {describe(one, place)}
                </>
              }
              at={one.created !== null && <time>{dates.short(one.created)}</time>}
              dim
              tight
              current={current}
            />
          );
        })}
      </Timeline>
    </section>
  );
}
