import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestRow } from "../../../api/bindings";
import { StateLabel } from "../../../components/StateLabel";
import { useDates } from "../../../state/dates";
import { useOperationName } from "../../../state/useOperationName";
import classes from "./evidence.module.css";

const FEW = 8;

/** What happened with the card, the newest first. */
export function CardTimeline({ row, card }: { row: RequestRow; card: RequestRow[] }) {
  const { t } = useTranslation("rejected");
  const dates = useDates();
  const jobName = useOperationName();
  const [all, setAll] = useState(false);
  const shown = all ? card : card.slice(0, FEW);
  return (
    <section>
      <h3>{t("card.title")}</h3>
      <ol className={classes.card} aria-label={t("card.title")}>
        {shown.map((one) => (
          <li key={one.key} aria-current={one.key === row.key || undefined}>
            <time>{one.created === null ? "–" : dates.short(one.created)}</time>
            <Link to="/requests/$key" params={{ key: one.key }}>
              {jobName(one)}
            </Link>
            <StateLabel state={one.state} text={one.stateText} />
          </li>
        ))}
      </ol>
      {card.length > FEW && (
        <button type="button" className={classes.link} aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? t("card.less") : t("card.more", { count: card.length })}
        </button>
      )}
    </section>
  );
}
