import { VisuallyHidden } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Problem, Resolved, Thing } from "../../../api/bindings";
import { Identifier } from "../../../components/Identifier";
import { useDates } from "../../../state/dates";
import { useSnapshot } from "../../../state/snapshot";
import classes from "../../lookups/lookups.module.css";
import { otherNames } from "./names";
import type { LookUp } from "./useLookUp";

/** What a number turned out to be, below its input. It keeps its line while somebody types, so nothing moves. */
export function LookedUp({ lookUp, text }: { lookUp: LookUp; text: string }) {
  const { t } = useTranslation("forms");
  const { resolved, asking } = lookUp;
  return (
    <div className={classes.line} aria-live="polite">
      {asking && <VisuallyHidden>{t("lookUp.asking")}</VisuallyHidden>}
      {resolved && <Answer resolved={resolved} text={text} />}
    </div>
  );
}

function Answer({ resolved: { state, thing, wrongKind, problem }, text }: { resolved: Resolved; text: string }) {
  const { t } = useTranslation("forms");
  if (state === "found" && thing) return <Found thing={thing} text={text} wrongKind={wrongKind} />;
  if (state === "notChecked") return <NotChecked problem={problem} />;
  return (
    <span className={classes.doubt}>
      {t("lookUp.notFound")}. {t("lookUp.notFoundNext")}
    </span>
  );
}

function Found({ thing, text, wrongKind }: { thing: Thing; text: string; wrongKind: boolean }) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const about = [thing.name ?? thing.product, thing.state?.toLowerCase().replaceAll("_", " ")].filter(Boolean);
  return (
    <>
      {wrongKind ? (
        <span className={classes.doubt}>{t(`lookUp.is.${thing.kind}`)}</span>
      ) : (
        <VisuallyHidden>{t("lookUp.found")}</VisuallyHidden>
      )}
      {otherNames(thing, text).map(({ by, name }) => (
        <span key={by} className={classes.identifier}>
          {t("lookUp.short", { context: by })} <Identifier value={name} bare copy={false} />
        </span>
      ))}
      {about.length > 0 && <span className={classes.about}>{about.join(", ")}</span>}
      {thing.subscription && (
        <span className={classes.identifier}>
          {t("lookUp.subscription")} <Identifier value={thing.subscription} bare copy={false} />
        </span>
      )}
      <span className={classes.age}>{t("lookUp.asOf", { at: dates.short(thing.asOf) })}</span>
    </>
  );
}

function NotChecked({ problem }: { problem: Problem | null }) {
  const { t } = useTranslation(["forms", "problems"]);
  const { network, session } = useSnapshot();
  const why =
    session?.state !== "active"
      ? t("forms:lookUp.signedOut")
      : network === "offline"
        ? t("forms:lookUp.offline")
        : problem
          ? t(`problems:${problem.code}.title`)
          : "";
  return (
    <span>
      {t("forms:lookUp.notChecked")}. {why} {t("forms:lookUp.notCheckedNext")}
    </span>
  );
}
