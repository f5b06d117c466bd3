import { Anchor, Loader, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconAlertTriangle, IconCircleCheck, IconCircleDashed, IconInfoCircle } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Entity, type Problem, type Resolved } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { type Drawing, Icon } from "../../components/Icon";
import { Identifier } from "../../components/Identifier";
import { Kbd } from "../../components/Kbd";
import { Status } from "../../components/live/Status";
import type { Provider } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { useSnapshot } from "../../state/snapshot";
import {
  type EntityIdentifier,
  identifierLabel,
  type LookupTarget,
  otherIdentifiers,
  type Suggestion,
} from "./identifiers";
import classes from "./lookups.module.css";

/**
 * The result of a look-up, below its input. Its line is reserved while the user types, so that the layout does not
 * shift.
 */
export function LookupResult({ lookup, text }: { lookup: Lookup; text: string }) {
  const { t } = useTranslation("forms");
  const { resolved, pending } = lookup;
  return (
    <Status as="div" className={classes.line}>
      {pending && <VisuallyHidden>{t("lookUp.asking")}</VisuallyHidden>}
      {resolved && <Answer resolved={resolved} text={text} />}
    </Status>
  );
}

function Answer({ resolved: { state, entity, wrongKind, problem }, text }: { resolved: Resolved; text: string }) {
  const { t } = useTranslation("forms");
  if (state === "found" && entity) return <Found entity={entity} text={text} wrongKind={wrongKind} />;
  if (state === "notChecked") return <NotChecked problem={problem} />;
  return (
    <span className={classes.doubt}>
      {t("lookUp.notFound")}. {t("lookUp.notFoundNext")}
    </span>
  );
}

function Found({ entity, text, wrongKind }: { entity: Entity; text: string; wrongKind: boolean }) {
  const { t } = useTranslation("forms");
  const dates = useDates();
  const about = [entity.name ?? entity.product, entity.state?.toLowerCase().replaceAll("_", " ")].filter(Boolean);
  return (
    <>
      {wrongKind ? (
        <span className={classes.doubt}>{t(`lookUp.is.${entity.kind}`)}</span>
      ) : (
        <VisuallyHidden>{t("lookUp.found")}</VisuallyHidden>
      )}
      {otherIdentifiers(entity, text).map(({ by, text: other }) => (
        <span key={by} className={classes.identifier}>
          {t("lookUp.short", { context: by })} <Identifier value={other} bare copy={false} />
        </span>
      ))}
      {about.length > 0 && <span className={classes.about}>{about.join(", ")}</span>}
      {entity.subscription && (
        <span className={classes.identifier}>
          {t("lookUp.subscription")} <Identifier value={entity.subscription} bare copy={false} />
        </span>
      )}
      <span className={classes.age}>{t("lookUp.asOf", { at: dates.short(entity.asOf) })}</span>
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

const LOOKS: Record<Resolved["state"] | "check", Drawing> = {
  found: IconCircleCheck,
  notFound: IconAlertTriangle,
  notChecked: IconCircleDashed,
  check: IconAlertTriangle,
};

/** Whether the look-up raises a doubt about the text. `hasSuggestions`: it identifies an entity in another way. */
export function isDoubtful(resolved: Resolved | undefined, hasSuggestions: boolean): boolean {
  if (!resolved) return false;
  return resolved.state === "found" ? resolved.wrongKind : resolved.state === "notFound" || hasSuggestions;
}

/** The result in short, at the end of the input. Hidden from screen readers, which read the line below the input. */
export function LookupStatusIcon({
  lookup: { resolved, pending },
  hasSuggestions,
}: {
  lookup: Lookup;
  hasSuggestions: boolean;
}) {
  const { t } = useTranslation("forms");
  if (pending) return <Loader size={14} aria-hidden className={classes.asking} />;
  if (!resolved) return null;
  const doubtful = resolved.state === "found" ? resolved.wrongKind : hasSuggestions;
  const state = doubtful ? "check" : resolved.state;
  return (
    <span className={classes.sign} data-state={state} aria-hidden>
      <Icon of={LOOKS[state]} size={14} />
      <span className={classes.word}>{t(`lookUp.${state}`)}</span>
    </span>
  );
}

/** Offers the identifier that the input asks for when the text is a different one: by a click or Alt+Enter. */
export function Suggestions({
  suggestions,
  also,
  onTake,
}: {
  suggestions: Suggestion[];
  also: boolean;
  onTake: (choice: EntityIdentifier) => void;
}) {
  const { t } = useTranslation("forms");
  const first = suggestions.findIndex(({ take }) => take !== undefined);
  return (
    <Status as="div">
      {suggestions.map(({ is, of, take }, place) => (
        <p key={`${is} ${of} ${take?.by} ${take?.text}`} className={classes.offer}>
          <Icon of={IconInfoCircle} size={14} />
          <span>
            {of
              ? t(`lookUp.is.${of}`)
              : is
                ? t(also ? "lookUp.also" : "lookUp.instead", { context: is })
                : t("lookUp.twelve")}{" "}
            {take && (
              <Anchor
                component="button"
                type="button"
                fz="inherit"
                aria-keyshortcuts={place === first ? "Alt+Enter" : undefined}
                onClick={() => onTake(take)}
              >
                {t("lookUp.use", { name: identifierLabel(take.by), text: take.text })}
              </Anchor>
            )}{" "}
            {take && place === first && <Kbd keys="Alt+Enter" />}
          </span>
        </p>
      ))}
    </Status>
  );
}

const DEBOUNCE_MS = 150;
/** No progress indicator is shown for answers within this time. */
const PROGRESS_AFTER_MS = 200;

interface Lookup {
  /** The answer for the current text, never for an older one. */
  resolved: Resolved | undefined;
  /** The look-up runs for longer than `PROGRESS_AFTER_MS`. */
  pending: boolean;
  /** Looks the text up immediately. */
  now: () => void;
}

/** Looks up the typed text, `DEBOUNCE_MS` after the last key. */
export function useLookup(target: LookupTarget | undefined, text: string, provider: Provider): Lookup {
  const typed = text.trim();
  const [rested, setRested] = useState(typed);
  const rest = useDebouncedCallback(setRested, DEBOUNCE_MS);
  useEffect(() => rest(typed), [typed, rest]);

  const asks = target !== undefined && typed !== "" && rested === typed;
  const { data, isFetching } = useQuery({
    queryKey: ["entities", "resolve", target?.kind, typed, target?.by, provider],
    queryFn: () =>
      commands.lookups
        .resolve(
          { kind: target?.kind ?? "item", text: typed, by: target?.by ?? null },
          provider === "provisioning" ? null : provider,
        )
        .catch(notChecked),
    enabled: asks,
  });
  const pending = useDelayed(asks && isFetching && data === undefined);
  return { resolved: asks ? data : undefined, pending, now: () => setRested(typed) };
}

const notChecked = (reason: unknown): Resolved => ({
  state: "notChecked",
  entity: null,
  wrongKind: false,
  others: [],
  problem: asProblem(reason),
  eleven: null,
});

/** True once `on` has been true for `PROGRESS_AFTER_MS`. */
function useDelayed(on: boolean): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!on) return;
    const timer = setTimeout(() => setLasting(true), PROGRESS_AFTER_MS);
    return () => {
      clearTimeout(timer);
      setLasting(false);
    };
  }, [on]);
  return lasting;
}
