import "@mantine/spotlight/styles.layer.css";
import { createSpotlight, Spotlight, type SpotlightActionData } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../kit/Icon";
import { Kbd } from "../kit/Kbd";
import { StateLabel } from "../kit/StateLabel";
import style from "./Palette.module.css";
import { closePalette, palette } from "./palette";
import { type Found, useFound } from "./useFound";

const [store, spotlight] = createSpotlight();

/** Everything by typing: jobs, pages, and any number that a request holds. */
export function Palette() {
  const { t } = useTranslation("home");
  const { open, text } = palette.use();
  const groups = useFound(text);
  useEffect(() => {
    if (open) spotlight.open();
    else spotlight.close();
  }, [open]);
  // The first one is chosen, also after more was found: Enter opens it.
  const keys = groups.flatMap(({ found }) => found.map(({ key }) => key)).join(" ");
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is listed decides, not what is read here
  useEffect(() => {
    if (open) selectFirst();
  }, [open, keys]);
  const nothing = groups.every(({ found }) => found.length === 0);
  return (
    <Spotlight.Root
      store={store}
      shortcut={null}
      lockScroll={false}
      centered={false}
      attributes={{ content: { "aria-label": t("search") } }}
      query={text}
      onQueryChange={(next) => palette.set({ open: palette.get().open, text: next })}
      onSpotlightClose={closePalette}
      clearQueryOnClose={false}
      transitionProps={{ duration: 0 }}
      overlayProps={{ backgroundOpacity: 1, color: "var(--scrim)" }}
      size={640}
      yOffset="12vh"
      maxHeight={440}
      scrollable
      classNames={{ content: style.content, search: style.search, actionsGroup: style.group }}
    >
      <Spotlight.Search
        name="palette"
        aria-label={t("search")}
        placeholder={t("searchPlaceholder")}
        leftSection={<Icon of={IconSearch} size={20} />}
      />
      <Spotlight.ActionsList className={style.list}>
        {groups.map(({ label, found }) =>
          found.length > 0 ? (
            <Spotlight.ActionsGroup key={label} label={label}>
              {found.map((one) => (
                <FoundAction key={one.key} one={one} />
              ))}
            </Spotlight.ActionsGroup>
          ) : null,
        )}
        {nothing && <Spotlight.Empty>{t("nothingFound", { text })}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

/** Mantine chooses the first only while typing, not when the answers come later. */
function selectFirst() {
  const list = document.getElementById(store.getState().listId);
  for (const chosen of list?.querySelectorAll("[data-selected]") ?? []) chosen.removeAttribute("data-selected");
  list?.querySelector("[data-action]")?.setAttribute("data-selected", "true");
  store.updateState((state) => ({ ...state, selected: 0 }));
}

function FoundAction({ one }: { one: Found }) {
  const run: SpotlightActionData["onClick"] = () => {
    closePalette();
    one.open();
  };
  return (
    <Spotlight.Action onClick={run} disabled={one.disabled} className={style.action} closeSpotlightOnTrigger={false}>
      {one.icon && <Icon of={one.icon} />}
      {one.state && <StateLabel state={one.state.state} text={one.state.stateText} />}
      <span className={style.name}>{one.name}</span>
      <bdi className={style.about}>{one.about}</bdi>
      {one.keys && <Kbd keys={one.keys} />}
    </Spotlight.Action>
  );
}
