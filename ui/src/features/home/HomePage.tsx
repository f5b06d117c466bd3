import { VisuallyHidden } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconCircleCheck, IconScan } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { requestCountsQuery, requestsQuery } from "../../api/queries";
import { useLanding } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { useDates, useNow } from "../../state/dates";
import { useOwnRequests } from "../../state/ownRequests";
import { enterPalette, openPalette, palette } from "../../state/palette";
import { useSnapshot } from "../../state/snapshot";
import { HEADER_HEIGHT, useRowHeight } from "../../table/useRowHeight";
import classes from "./home.module.css";
import { OperationTiles } from "./OperationTiles";
import { RecentEntities, SessionCard, TodayCounts } from "./SideCards";
import { YourRequests } from "./YourRequests";

/** Where there is less room, the list scrolls. */
const MIN_SHOWN = 10;

/** The search field, the operations, and today's requests with their outcome. */
export function HomePage() {
  const { t } = useTranslation("home");
  const dates = useDates();
  const minute = useNow(60_000);
  const since = useMemo(() => dates.dayStart(minute), [dates, minute]);
  const own = useOwnRequests();
  const today = useMemo(() => ({ ...own, from: since }), [own, since]);
  // A bulk retry would push everything else out of the list; it is counted.
  const single = useMemo(() => ({ ...today, single: true }), [today]);
  const { ref, height } = useElementSize<HTMLDivElement>();
  const rowHeight = useRowHeight();
  const shown = Math.max(MIN_SHOWN, Math.floor((height - HEADER_HEIGHT) / rowHeight));
  const { data } = useQuery(requestsQuery({ filter: single, limit: shown }));
  const { data: counts } = useQuery(requestCountsQuery(today));
  const { data: singles } = useQuery(requestCountsQuery(single));
  return (
    <div className={classes.page}>
      <VisuallyHidden component="h1">{t("title")}</VisuallyHidden>
      <SearchField />
      <div className={classes.grid}>
        <div className={classes.left}>
          <OperationTiles />
          <YourRequests ref={ref} page={data} total={singles?.total} all={counts?.total} />
        </div>
        <div className={classes.side}>
          <TodayCounts counts={counts} />
          <RecentEntities />
          <SessionCard />
        </div>
      </div>
    </div>
  );
}

/**
 * The page opens with the focus here, so that a scan lands here. The first character opens the palette, which shares
 * the text: a scanner's characters are not lost while the palette renders.
 */
function SearchField() {
  const { t } = useTranslation(["home", "scanner"]);
  const { text } = palette.use();
  const { scanner } = useSnapshot().preferences;
  const input = useRef<HTMLInputElement>(null);
  useLanding(() => input.current);
  useEffect(() => {
    // A scan without a focused element lands here too: the character goes to the element focused by then.
    const typed = ({ key, ctrlKey, altKey, metaKey }: KeyboardEvent) => {
      const command = ctrlKey || altKey || metaKey;
      if (document.activeElement === document.body && key.length === 1 && !command) input.current?.focus();
    };
    window.addEventListener("keydown", typed);
    return () => window.removeEventListener("keydown", typed);
  }, []);
  return (
    <search className={classes.search}>
      <Icon of={IconScan} size={24} />
      <input
        ref={input}
        name="search"
        type="text"
        aria-label={t("home:search")}
        placeholder={t("home:searchPlaceholder")}
        autoComplete="off"
        spellCheck={false}
        value={text}
        aria-keyshortcuts="Control+K"
        onChange={(event) => openPalette(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter") enterPalette(text);
        }}
      />
      {scanner.on && (
        <span className={classes.scanner}>
          <Icon of={IconCircleCheck} size={14} />
          {t("scanner:ready")}
        </span>
      )}
      <Kbd keys="Ctrl+K" />
    </search>
  );
}
