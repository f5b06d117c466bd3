import "@mantine/spotlight/styles.layer.css";
import { Spotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { FoundAction } from "./FoundAction";
import type { Found } from "./found";
import { closePalette, palette } from "./palette";
import classes from "./palette.module.css";
import { Said } from "./Said";
import { useFound } from "./useFound";
import { spotlight, store, useSelected } from "./useSelected";

/** Everything by typing: jobs, pages, and any number that is known here or that the server knows. */
export function Palette() {
  const { t } = useTranslation("home");
  const { open, text, enter } = palette.use();
  const { groups, settled, asking, said } = useFound(text, open);
  const all = groups.flatMap(({ found }) => found);
  const selected = useSelected(open, text, all);
  useEffect(() => {
    if (open) spotlight.open();
    else spotlight.close();
  }, [open]);

  function run(one: Found | undefined) {
    if (!one || one.disabled) return;
    if (!one.stays) closePalette();
    one.open();
  }

  // A scanner types faster than anything is found: Enter then means what is found for the whole text.
  const waited = open && enter && settled;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the answer to what was typed is there
  useEffect(() => {
    if (!waited) return;
    palette.set({ ...palette.get(), enter: false });
    run(all[0]);
  }, [waited]);

  /** Before the search field's own keys, which know neither waiting nor asking. */
  function onKeys(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown") take(event, () => selected.move(1));
    else if (event.key === "ArrowUp") take(event, () => selected.move(-1));
    else if (event.key === "Escape" && asking.busy) take(event, asking.giveUp);
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
      closeOnEscape={!asking.busy}
      attributes={{ content: { "aria-label": t("search") } }}
      query={text}
      onQueryChange={(next) => palette.set({ open: palette.get().open, text: next, enter: false })}
      onSpotlightClose={closePalette}
      clearQueryOnClose={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 1, color: "var(--scrim)" }}
      size={680}
      yOffset="12vh"
      maxHeight={440}
      scrollable
      classNames={{ content: classes.content, search: classes.search, actionsGroup: classes.group }}
    >
      <Spotlight.Search
        name="palette"
        aria-label={t("search")}
        placeholder={t("searchPlaceholder")}
        leftSection={<Icon of={IconSearch} size={20} />}
        onKeyDownCapture={onKeys}
      />
      <Said {...said} text={text.trim()} busy={asking.busy} />
      <Spotlight.ActionsList className={classes.list}>
        {groups.map(({ label, found }) =>
          found.length > 0 ? (
            <Spotlight.ActionsGroup key={label} label={label}>
              {found.map((one) => (
                <FoundAction key={one.key} one={one} onOpen={run} />
              ))}
            </Spotlight.ActionsGroup>
          ) : null,
        )}
        {all.length === 0 && <Spotlight.Empty>{t("nothingFound", { text })}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function take(event: KeyboardEvent, act: () => void) {
  event.preventDefault();
  event.stopPropagation();
  act();
}
