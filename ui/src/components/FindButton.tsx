import { IconSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { openPalette } from "../state/palette";
import classes from "./FindButton.module.css";
import { Icon } from "./Icon";
import { Kbd } from "./Kbd";

/** Opens the palette; shown in page headers in place of a search field. */
export function FindButton() {
  const { t } = useTranslation("shell");
  return (
    <button type="button" className={classes.find} aria-keyshortcuts="Control+K" onClick={() => openPalette("")}>
      <Icon of={IconSearch} size={14} />
      <span className={classes.text}>{t("find")}</span>
      <Kbd keys="Ctrl+K" />
    </button>
  );
}
