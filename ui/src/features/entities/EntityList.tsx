import { IconPin, IconPinFilled, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Thing } from "../../api/bindings";
import { refreshThings } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { focusIfLost } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { entityRefOf, mainIdentifier } from "../lookups/identifiers";
import classes from "./entityList.module.css";
import { kindIcons } from "./kindIcons";
import { entityLink } from "./urls";
import { useServerTerms } from "./useServerTerms";

/** A list with a roving focus: the arrows move it, Enter opens the entity's page, Delete forgets the entity. */
export function EntityList({ things }: { things: Thing[] }) {
  const { t } = useTranslation("things");
  const { problem, run } = useCommand();
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string>();
  const found = things.findIndex(({ key }) => key === active);
  const current = Math.max(0, found);

  const linkOf = (place: number) => list.current?.children[place]?.querySelector<HTMLElement>("a");
  function focusOn(place: number) {
    const next = Math.max(0, Math.min(things.length - 1, place));
    setActive(things[next]?.key);
    linkOf(next)?.focus();
  }
  async function change(act: () => Promise<unknown>) {
    await run(act);
    await refreshThings();
  }
  /** The focus moves to the row that takes the place of the deleted one. */
  async function forget(thing: Thing, place: number) {
    const neighbour = things[place + 1] ?? things[place - 1];
    await change(() => commands.forgetThing(thing.key));
    setActive(neighbour?.key);
    focusIfLost(linkOf(Math.min(place, (list.current?.children.length ?? 1) - 1)));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: things.length - 1 }[event.key];
    const thing = things[current];
    if (to !== undefined) focusOn(to);
    else if (event.key === "Delete" && thing) void forget(thing, current);
    else return;
    event.preventDefault();
  }

  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {/* The handled keys belong to the links and buttons inside the list. */}
      <ul ref={list} className={classes.list} aria-label={t("thingsTitle")} onKeyDown={onKeyDown}>
        {things.map((thing, place) => (
          <EntityRow
            key={thing.key}
            thing={thing}
            isActive={place === current}
            onFocus={() => setActive(thing.key)}
            onPin={() => void change(() => commands.pin(thing.key, !thing.pinned))}
            onForget={() => void forget(thing, place)}
          />
        ))}
      </ul>
      <footer className={classes.foot}>
        <span>
          <Kbd keys="↑+↓" /> {t("keyMove")}
        </span>
        <span>
          <Kbd keys="Enter" /> {t("keyOpen")}
        </span>
        <span>
          <Kbd keys="Del" /> {t("keyForget")}
        </span>
      </footer>
    </>
  );
}

interface EntityRowProps {
  thing: Thing;
  isActive: boolean;
  onFocus: () => void;
  onPin: () => void;
  onForget: () => void;
}

/** One entity: identifier, kind and age, with buttons to pin and to forget it. */
function EntityRow({ thing, isActive, onFocus, onPin, onForget }: EntityRowProps) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const words = useServerTerms();
  const name = mainIdentifier(thing);
  const tabIndex = isActive ? 0 : -1;
  return (
    <li className={classes.row} onFocus={onFocus}>
      <Link {...entityLink(entityRefOf(thing))} className={classes.link} tabIndex={tabIndex} aria-keyshortcuts="Delete">
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
