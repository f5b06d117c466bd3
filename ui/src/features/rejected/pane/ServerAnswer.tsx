import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { RequestDetail } from "../../../api/bindings";
import { CopyButton } from "../../../components/Identifier";
import { providerName } from "../../requests/table/columns";
import classes from "../rejected.module.css";

/** The answer of the CA system: its code and most informative line, and on request all of it. */
export function ServerAnswer({ detail: { row, errorDescription } }: { detail: RequestDetail }) {
  const { t } = useTranslation(["rejected", "requests"]);
  const [whole, setWhole] = useState(false);
  const { errorCode, errorText, provider } = row;
  const all = errorDescription?.trim() ?? "";
  const short = [errorCode, errorText].filter(Boolean).join("\n");
  const more = all !== "" && all !== errorText?.trim() && all !== short;
  const lines = all.split("\n").length;
  return (
    <section>
      <h3>
        {t("rejected:said.title", { provider: providerName(provider) })}
        {short !== "" && (
          <CopyButton value={[errorCode, all || errorText].filter(Boolean).join("\n")} name={t("rejected:said.name")} />
        )}
      </h3>
      {short === "" && !more ? (
        <p className={classes.faint}>{t("requests:noReason")}</p>
      ) : (
        // A long answer scrolls and must be reachable by keyboard.
        <pre className={classes.said} dir="ltr" tabIndex={whole ? 0 : undefined}>
          {errorCode && <b>{`${errorCode}\n`}</b>}
          {whole ? all : (errorText ?? all.split("\n")[0])}
        </pre>
      )}
      {more && (
        <button type="button" className={classes.link} aria-expanded={whole} onClick={() => setWhole(!whole)}>
          {whole ? t("rejected:said.less") : t("rejected:said.more", { count: lines })}
        </button>
      )}
    </section>
  );
}
