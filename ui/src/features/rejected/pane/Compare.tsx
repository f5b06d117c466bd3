import { VisuallyHidden } from "@mantine/core";
import { IconArrowsExchange } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Comparison, Swapped } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { Icon } from "../../../components/Icon";
import { RichText } from "../../../components/RichText";
import { useDates } from "../../../state/dates";
import classes from "../rejected.module.css";

interface CompareProps {
  /** The card of the rejected request; the compared request may concern another card. */
  card: string | null;
  comparison: Comparison;
}

/**
 * Compares the parameters with those of the last request that worked. Differences are also marked by text, not by
 * colour alone.
 */
export function Compare({ card, comparison: { worked, rows, swapped } }: CompareProps) {
  const { t } = useTranslation(["rejected", "common"]);
  const dates = useDates();
  const none = t("common:none");
  const differences = rows.filter(({ differs }) => differs).length;
  return (
    <section>
      <h3>{t(worked ? "rejected:compare.title" : "rejected:compare.alone")}</h3>
      <p className={classes.compareAbout}>
        {worked ? (
          <>
            {t(card !== null && worked.smartcard === card ? "rejected:compare.sameCard" : "rejected:compare.sameJob")}{" "}
            <Link to="/requests/$key" params={{ key: worked.key }}>
              <bdi className="mono">{worked.number ?? t("rejected:unnumbered")}</bdi>
            </Link>
            {worked.created !== null && `, ${dates.short(worked.created)}. `}
            {t("rejected:compare.differences", { count: differences })}
          </>
        ) : (
          t("rejected:compare.nothing")
        )}
      </p>
      {rows.length > 0 && (
        <table className={classes.table} data-alone={worked === null || undefined}>
          <thead>
            <tr>
              <th scope="col">{t("rejected:compare.parameter")}</th>
              {worked && <th scope="col">{t("rejected:compare.worked")}</th>}
              <th scope="col">{t("rejected:compare.now")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, worked: before, now, differs }, place) => {
              const marked = worked !== null && differs;
              return (
                // A name can occur twice: a set has one parameter per item.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above
                <tr key={place} data-differs={marked || undefined}>
                  <th scope="row" title={name}>
                    {marked && <Icon of={IconArrowsExchange} size={12} />}
                    <bdi>{name}</bdi>
                    {marked && <VisuallyHidden> {t("rejected:compare.differs")}</VisuallyHidden>}
                  </th>
                  {worked && (
                    <td title={before ?? undefined}>
                      {marked ? <del>{before ?? none}</del> : <bdi>{before ?? none}</bdi>}
                    </td>
                  )}
                  <td title={now ?? undefined}>{marked ? <ins>{now ?? none}</ins> : <bdi>{now ?? none}</bdi>}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      )}
      {swapped && <DigitSwapNote swapped={swapped} />}
    </section>
  );
}

function DigitSwapNote({ swapped }: { swapped: Swapped }) {
  const { t } = useTranslation("rejected");
  const [worked, now] = digitSwapTails(swapped.worked, swapped.now);
  return (
    <div className={classes.swapped}>
      <Banner tone="warn">
        <RichText text={t("compare.swapped", { worked, now })} />
      </Banner>
    </div>
  );
}

const SHOWN_DIGITS = 5;

/** Shortens two numbers with two swapped digits to their tails, from shortly before the first difference on. */
export function digitSwapTails(worked: string, now: string): [string, string] {
  const first = [...worked].findIndex((digit, place) => digit !== now[place]);
  const from = Math.max(0, Math.min(first, worked.length - SHOWN_DIGITS));
  const tail = (text: string) => (from > 0 ? `…${text.slice(from)}` : text);
  return [tail(worked), tail(now)];
}
