import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import type { Comparison, Swapped } from "../../../api/bindings";
import { Banner } from "../../../components/Banner";
import { Icon } from "../../../components/Icon";
import { RichText } from "../../../components/RichText";
import type { Resources } from "../../../i18n/resources";
import { useDates } from "../../../state/dates";
import { caIdMappingsQuery, servicesQuery } from "../../lookups/queries";
import classes from "../rejected.module.css";

interface CompareProps {
  /** The card of the rejected request; the compared request may concern another card. */
  card: string | null;
  comparison: Comparison;
}

/** Compares the values with those of the last request that worked. Differences are marked by words and icons. */
export function Compare({ card, comparison: { worked, rows, swapped } }: CompareProps) {
  const { t } = useTranslation(["rejected", "common"]);
  const dates = useDates();
  const valueText = useValueText();
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
              <th scope="col">{t(worked ? "rejected:compare.now" : "rejected:compare.only")}</th>
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
                    {isNamed(name) ? t(`rejected:compare.names.${name}`) : <RawName name={name} />}
                    {marked && " "}
                    {marked && <span className={classes.differs}>{t("rejected:compare.differs")}</span>}
                  </th>
                  {worked && (
                    <td title={before ?? undefined} data-tone={marked ? "ok" : undefined}>
                      {marked && <Icon of={IconCircleCheck} size={14} />}
                      <Value text={valueText(name, before)} value={before} />
                    </td>
                  )}
                  <td title={now ?? undefined} data-tone={marked ? "bad" : undefined}>
                    {marked && <Icon of={IconCircleX} size={14} />}
                    <Value text={valueText(name, now)} value={now} />
                  </td>
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

type NamedValue = keyof Resources["rejected"]["compare"]["names"];

const NAMES: readonly string[] = [
  "smartcard_ca_id",
  "existing_smartcard_ca_id",
  "stb_ca_id",
  "service_ca_id",
  "priority",
  "process_immediately",
  "process_name",
] satisfies NamedValue[];

/** Whether a parameter has a name that people use; others are shown as the server names them. */
const isNamed = (name: string): name is NamedValue => NAMES.includes(name);

/** A name of the server, which wraps between its words. */
function RawName({ name }: { name: string }) {
  return (
    <bdi className={classes.rawName}>
      {name.split(/(?<=_)/).map((word, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a word may occur twice
        <Fragment key={place}>
          {word}
          <wbr />
        </Fragment>
      ))}
    </bdi>
  );
}

/** Characters of a card's or box's number, which stays on one line. */
const LONGEST_NUMBER = 16;

/** A value in words, or as the server sent it. */
function Value({ text, value }: { text: string | null; value: string | null }) {
  const { t } = useTranslation("common");
  return (
    <bdi
      className={text === value && value !== null ? "mono" : undefined}
      data-whole={(text ?? "").length <= LONGEST_NUMBER || undefined}
    >
      {text ?? t("none")}
    </bdi>
  );
}

/** A value in words: a service by its name, where it is known. The CA id stays in the tooltip. */
function useValueText() {
  const { t } = useTranslation("rejected");
  const { data: listed } = useQuery(servicesQuery);
  const { data: mappings } = useQuery(caIdMappingsQuery);
  return (name: string, value: string | null) => {
    if (name === "process_immediately" && (value === "true" || value === "false")) return t(`compare.flags.${value}`);
    if (name !== "service_ca_id" || value === null) return value;
    const known = listed?.services.find(({ caId }) => caId === value);
    const mapping = mappings?.find(({ of, overruled }) => of.kind === "service" && of.caId === value && !overruled);
    return known?.name ?? known?.code ?? mapping?.name ?? mapping?.identifier ?? value;
  };
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
