import { IconPin, IconPinFilled, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Entity } from "../../api/bindings";
import { refreshEntities } from "../../api/queries";
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
export function EntityList({ entities }: { entities: Entity[] }) {
  const { t } = useTranslation("entities");
  const { problem, run } = useCommand();
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState<string>();
  const found = entities.findIndex(({ key }) => key === active);
  const current = Math.max(0, found);

  const linkOf = (place: number) => list.current?.children[place]?.querySelector<HTMLElement>("a");
  function focusOn(place: number) {
    const next = Math.max(0, Math.min(entities.length - 1, place));
    setActive(entities[next]?.key);
    linkOf(next)?.focus();
  }
  async function change(act: () => Promise<unknown>) {
    await run(act);
    await refreshEntities();
  }
  /** The focus moves to the row that takes the place of the deleted one. */
  async function forget(entity: Entity, place: number) {
    const neighbour = entities[place + 1] ?? entities[place - 1];
    await change(() => commands.lookups.forgetEntity(entity.key));
    setActive(neighbour?.key);
    focusIfLost(linkOf(Math.min(place, (list.current?.children.length ?? 1) - 1)));
  }
  function onKeyDown(event: KeyboardEvent) {
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: entities.length - 1 }[event.key];
    const entity = entities[current];
    if (to !== undefined) focusOn(to);
    else if (event.key === "Delete" && entity) void forget(entity, current);
    else return;
    event.preventDefault();
  }

  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {/* The handled keys belong to the links and buttons inside the list. */}
      <ul ref={list} className={classes.list} aria-label={t("title")} onKeyDown={onKeyDown}>
        {entities.map((entity, place) => (
          <EntityRow
            key={entity.key}
            entity={entity}
            isActive={place === current}
            onFocus={() => setActive(entity.key)}
            onPin={() => void change(() => commands.lookups.pin(entity.key, !entity.pinned))}
            onForget={() => void forget(entity, place)}
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
  entity: Entity;
  isActive: boolean;
  onFocus: () => void;
  onPin: () => void;
  onForget: () => void;
}

/** One entity: identifier, kind and age, with buttons to pin and to forget it. */
function EntityRow({ entity, isActive, onFocus, onPin, onForget }: EntityRowProps) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const words = useServerTerms();
  const name = mainIdentifier(entity);
  const tabIndex = isActive ? 0 : -1;
  return (
    <li className={classes.row} onFocus={onFocus}>
      <Link
        {...entityLink(entityRefOf(entity))}
        className={classes.link}
        tabIndex={tabIndex}
        aria-keyshortcuts="Delete"
      >
        <Icon of={kindIcons[entity.kind]} />
        <bdi dir="ltr" className="mono">
          {name}
        </bdi>
        <span className={classes.kind}>{t(`kinds.${entity.kind}`)}</span>
        <bdi className={classes.about}>
          {[entity.name, entity.subscription, entity.provider && words.provider(entity.provider)]
            .filter(Boolean)
            .join(" · ")}
        </bdi>
        <span className={classes.age}>
          {t("asOf", { at: dates.short(entity.asOf) })}, {t(`toldBy.${entity.source}`)}
        </span>
      </Link>
      <IconButton
        icon={entity.pinned ? IconPinFilled : IconPin}
        label={t(entity.pinned ? "unpin" : "pin", { name })}
        aria-pressed={entity.pinned}
        tabIndex={tabIndex}
        onClick={onPin}
      />
      <IconButton icon={IconTrash} label={t("forget", { name })} tabIndex={tabIndex} onClick={onForget} />
    </li>
  );
}
