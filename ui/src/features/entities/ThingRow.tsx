import { IconPin, IconPinFilled, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Thing } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { useDates } from "../../state/dates";
import { thingLink } from "./address";
import classes from "./entityList.module.css";
import { kindIcons } from "./kinds";
import { mainName, refOf } from "./names";
import { useWords } from "./useWords";

interface ThingRowProps {
  thing: Thing;
  isActive: boolean;
  onFocus: () => void;
  onPin: () => void;
  onForget: () => void;
}

/** What it is called, what it is, how old that is; kept or forgotten by its buttons. */
export function ThingRow({ thing, isActive, onFocus, onPin, onForget }: ThingRowProps) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const words = useWords();
  const name = mainName(thing);
  const tabIndex = isActive ? 0 : -1;
  return (
    <li className={classes.row} onFocus={onFocus}>
      <Link {...thingLink(refOf(thing))} className={classes.link} tabIndex={tabIndex} aria-keyshortcuts="Delete">
        <Icon of={kindIcons[thing.kind]} />
        <bdi dir="ltr" className="mono">
          {name}
        </bdi>
        <span className={classes.kind}>{t(`kinds.${thing.kind}`)}</span>
        <bdi className={classes.about}>
          {[thing.name, thing.subscription, thing.provider && words.provider(thing.provider)]
            .filter(Boolean)
            .join(" · ")}
        </bdi>
        <span className={classes.age}>
          {t("asOf", { at: dates.short(thing.asOf) })}, {t(`toldBy.${thing.toldBy}`)}
        </span>
      </Link>
      <IconButton
        icon={thing.pinned ? IconPinFilled : IconPin}
        label={t(thing.pinned ? "unpin" : "pin", { name })}
        aria-pressed={thing.pinned}
        tabIndex={tabIndex}
        onClick={onPin}
      />
      <IconButton icon={IconTrash} label={t("forget", { name })} tabIndex={tabIndex} onClick={onForget} />
    </li>
  );
}
