import { useTranslation } from "react-i18next";
import type { Rebuilt } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { operationById, operationText } from "../../state/catalogue";
import classes from "./retries.module.css";

/** The request does not tell which operation it was: what it does tell, and the choice. */
export function WhichOperation({ rebuilt, onChosen }: { rebuilt: Rebuilt; onChosen: (operation: string) => void }) {
  const { t } = useTranslation(["retries", "operations", "common"]);
  const operations = rebuilt.operations.flatMap((id) => operationById(id) ?? []);
  return (
    <>
      {operations.length === 0 ? (
        <p role="status">
          <b>{t("retries:opening.noForm")}</b> {t("retries:opening.noFormNext")}
        </p>
      ) : (
        <p>{t("retries:opening.whichText")}</p>
      )}
      {rebuilt.parameters.length > 0 && (
        <section>
          <h3>{t("retries:opening.told")}</h3>
          <dl className={classes.facts}>
            {rebuilt.parameters.map(({ name, value }, place) => (
              // A name may come twice: a set has one parameter for each of its items.
              // biome-ignore lint/suspicious/noArrayIndexKey: see above
              <div key={place}>
                <dt>
                  <bdi className="mono">{name}</bdi>
                </dt>
                <dd>{value === null ? t("common:none") : <Identifier value={value} bare copy={false} />}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      <div className={classes.choices}>
        {operations.map(({ id }, place) => (
          <button
            key={id}
            type="button"
            className={classes.choice}
            data-autofocus={place === 0 || undefined}
            onClick={() => onChosen(id)}
          >
            <b>{t(operationText(id, "title"))}</b>
            <span>{t(operationText(id, "help"))}</span>
          </button>
        ))}
      </div>
    </>
  );
}
