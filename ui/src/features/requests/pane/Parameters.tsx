import { useTranslation } from "react-i18next";
import type { Parameter } from "../../../api/bindings";
import { CopyButton, Identifier } from "../../../components/Identifier";
import classes from "./pane.module.css";

/** The request's parameters by the API's own names. */
export function Parameters({ parameters }: { parameters: Parameter[] }) {
  const { t } = useTranslation(["requests", "common"]);
  const all = parameters.map(({ name, value }) => `${name}\t${value ?? ""}`).join("\n");
  return (
    <section>
      <h3>
        {t("requests:parameters")} <span className={classes.count}>{parameters.length}</span>
        <CopyButton value={all} name={t("requests:parameters")} />
      </h3>
      <dl className={classes.parameters}>
        {parameters.map(({ name, value }, place) => (
          // A name may come twice: a set has one parameter for each of its items.
          // biome-ignore lint/suspicious/noArrayIndexKey: see above
          <div key={place}>
            <dt>
              <bdi className="mono">{name}</bdi>
            </dt>
            <dd>{value === null ? t("common:none") : <Identifier value={value} bare />}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
