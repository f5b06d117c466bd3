import "@mantine/spotlight/styles.layer.css";
import { VisuallyHidden } from "@mantine/core";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { IconPinFilled, IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, memo, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { StateLabel } from "../../components/labels/StateLabel";
import { UNDESCRIBED } from "../../components/layers/Dialog";
import { useLayer } from "../../components/layers/layers";
import { LiveRegion } from "../../components/live/LiveRegion";
import { Status } from "../../components/live/Status";
import { ProblemNote } from "../../components/ProblemNote";
import { closePalette, palette } from "../../state/palette";
import classes from "./palette.module.css";
import type { Result } from "./results";
import { useResults } from "./useResults";

/** The command palette: operations, pages, and any number that this computer or the server knows. */
export function Palette() {
  const { t } = useTranslation("home");
  const { open, text, enter } = palette.use();
  const { groups, settled, asking, said } = useResults(text, open);
  const all = groups.flatMap(({ found }) => found);
  const selected = useSelection(open, text, all);
  useLayer(asking.busy ? asking.giveUp : closePalette, open);
  useEffect(() => {
    if (open) spotlight.open();
    else spotlight.close();
  }, [open]);

  function run(one: Result | undefined) {
    if (!one || one.disabled) return;
    if (!one.stays) closePalette();
    one.open();
  }

  // A scanner types faster than results arrive: Enter then opens the first result for the whole text.
  const waited = open && enter && settled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs once, when the results of the typed text arrive
  useEffect(() => {
    if (!waited) return;
    palette.set({ ...palette.get(), enter: false });
    run(all[0]);
  }, [waited]);

  /** Runs before the search field's own key handling, which knows neither pending results nor the server search. */
  function onKeys(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") take(event, () => selected.move(1));
    else if (event.key === "ArrowUp") take(event, () => selected.move(-1));
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) take(event, () => void asking.ask());
    else if (event.key === "Enter" && !settled && !selected.isChosen()) {
      take(event, () => palette.set({ ...palette.get(), enter: true }));
    } else if (event.key === "Enter") take(event, () => run(selected.current()));
  }

  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      lockScroll={false}
      centered={false}
      closeOnEscape={false}
      returnFocus={false}
      attributes={{ content: { "aria-label": t("search") }, body: UNDESCRIBED }}
      query={text}
      onQueryChange={(next) => palette.set({ open: palette.get().open, text: next, enter: false })}
      onSpotlightClose={closePalette}
      clearQueryOnClose={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 1, color: "var(--scrim)" }}
      size={680}
      yOffset="12vh"
      classNames={{ content: classes.content, search: classes.search, actionsGroup: classes.group }}
    >
      <Spotlight.Search
        name="palette"
        role="combobox"
        aria-label={t("search")}
        aria-autocomplete="list"
        aria-expanded={all.length > 0}
        aria-controls={LIST_ID}
        placeholder={t("searchPlaceholder")}
        leftSection={<Icon of={IconSearch} size={20} />}
        onKeyDownCapture={onKeys}
      />
      <ServerSearchStatus {...said} text={text.trim()} busy={asking.busy} />
      {/* Not Spotlight's list: there another element scrolls than the one that the input controls. */}
      <div className={classes.list} id={LIST_ID} role="listbox" aria-label={t("results")}>
        {groups.map(({ label, found }) =>
          found.length > 0 ? (
            <Spotlight.ActionsGroup key={label} label={label} role="group" aria-label={label}>
              {found.map((one) => (
                <ResultLine key={one.key} one={one} onOpen={run} />
              ))}
            </Spotlight.ActionsGroup>
          ) : null,
        )}
      </div>
      {all.length === 0 && (
        <Spotlight.Empty>
          <Status>{t("nothingFound", { text })}</Status>
        </Spotlight.Empty>
      )}
      <LiveRegion />
    </Spotlight.Root>
  );
}

function take(event: KeyboardEvent, act: () => void) {
  event.preventDefault();
  event.stopPropagation();
  act();
}

interface ResultLineProps {
  one: Result;
  onOpen: (one: Result) => void;
}

/**
 * One result: name, kind, the matching identifier and its age. A line with unchanged content is not rendered again;
 * its action depends on its content only.
 */
const ResultLine = memo(DrawnLine, (before, after) => contentOf(before.one) === contentOf(after.one));

const contentOf = ({ key, name, about, fits, age, from, keys, pinned, disabled, state }: Result) =>
  JSON.stringify([key, name, about, fits, age, from, keys, pinned, disabled, state?.state, state?.stateText]);

function DrawnLine({ one, onOpen }: ResultLineProps) {
  const id = useId();
  const { t } = useTranslation("entities");
  return (
    // Replaces Spotlight's own action, which computes styles at each key press, and is no option of a list.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the search field has the keys of all results
    // biome-ignore lint/a11y/useFocusableInteractive: the search field keeps the focus and names the selected result
    <div
      id={id}
      role="option"
      data-action
      aria-selected={false}
      aria-disabled={one.disabled}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => onOpen(one)}
      className={classes.action}
    >
      {one.icon && <Icon of={one.icon} />}
      {one.isNumber ? (
        <bdi dir="ltr" className={`${classes.name} mono`}>
          {one.name}
        </bdi>
      ) : (
        <span className={classes.name}>{one.name}</span>
      )}
      {one.state && <StateLabel state={one.state.state} text={one.state.stateText} />}
      <span className={classes.about}>
        {one.fits && <bdi className={classes.fits}>{one.fits}</bdi>}
        <bdi>{one.about}</bdi>
      </span>
      {one.pinned && (
        <>
          <Icon of={IconPinFilled} size={12} className={classes.pin} />
          <VisuallyHidden>{t("pinned")}</VisuallyHidden>
        </>
      )}
      {one.age && (
        <span className={classes.age}>
          {one.age}
          <span>{one.from}</span>
        </span>
      )}
      {one.keys && <Kbd keys={one.keys} />}
    </div>
  );
}

interface ServerSearchStatusProps {
  text: string;
  busy: boolean;
  /** The server was searched and knows no such number. */
  nothing: boolean;
  problem: unknown;
}

/** The outcome of the server search, announced when it changes. */
function ServerSearchStatus({ text, busy, nothing, problem }: ServerSearchStatusProps) {
  const { t } = useTranslation("home");
  return (
    <div className={!busy && (nothing || problem != null) ? classes.said : undefined}>
      <Status as="div">
        {busy && <VisuallyHidden>{t("askingServer", { text })}</VisuallyHidden>}
        {nothing && <p>{t("serverKnowsNothing")}</p>}
      </Status>
      {problem != null && <ProblemNote problem={asProblem(problem)} role="status" />}
    </div>
  );
}

const LIST_ID = "palette-results";

export const [store, spotlight] = createSpotlight();

/**
 * The result that Enter opens: the first one, also after more results arrived, until the arrow keys chose another.
 * Spotlight selects by index and only while typing; here a chosen result stays selected when others are inserted
 * before it.
 */
function useSelection(open: boolean, text: string, found: Result[]) {
  const chosen = useRef<string>(undefined);
  const place = useRef(0);
  const keys = found.map(({ key }) => key).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: another text starts at its first result
  useEffect(() => {
    chosen.current = undefined;
  }, [open, text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the listed results change
  useEffect(() => {
    if (!open) return;
    const chosenPlace = found.findIndex(({ key }) => key === chosen.current);
    place.current = Math.max(0, chosenPlace);
    select(place.current);
  }, [open, text, keys]);
  return {
    current: () => found[place.current],
    isChosen: () => chosen.current !== undefined,
    /** Moves to the next or previous result; from the last one to the first. */
    move(by: 1 | -1) {
      if (found.length === 0) return;
      place.current = (place.current + by + found.length) % found.length;
      chosen.current = found[place.current]?.key;
      select(place.current)?.scrollIntoView({ block: "nearest" });
    },
  };
}

function select(place: number): Element | undefined {
  const list = document.getElementById(LIST_ID);
  for (const other of list?.querySelectorAll("[data-selected]") ?? []) {
    other.removeAttribute("data-selected");
    other.setAttribute("aria-selected", "false");
  }
  const line = list?.querySelectorAll("[data-action]")[place];
  line?.setAttribute("data-selected", "true");
  line?.setAttribute("aria-selected", "true");
  const search = document.querySelector(`[aria-controls="${LIST_ID}"]`);
  if (line) search?.setAttribute("aria-activedescendant", line.id);
  else search?.removeAttribute("aria-activedescendant");
  return line;
}
