import { IconCircleCheck, IconScan } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { Kbd } from "../../components/Kbd";
import { enterPalette, openPalette, palette } from "../../state/palette";
import { useSnapshot } from "../../state/snapshot";
import classes from "./home.module.css";

/**
 * The page opens with the focus here, so that a scan lands here. The first character opens the palette, which shares
 * the text: a scanner's characters are not lost while the palette renders.
 */
export function SearchField() {
  const { t } = useTranslation(["home", "scanner"]);
  const { text } = palette.use();
  const { scanner } = useSnapshot().preferences;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    input.current?.focus();
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
