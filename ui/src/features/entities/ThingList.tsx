import { type KeyboardEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Thing } from "../../api/bindings";
import { refreshThings } from "../../api/queries";
import { useActing } from "../../api/useActing";
import { focusIfLost } from "../../components/focus";
import { Kbd } from "../../components/Kbd";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./list.module.css";
import { ThingRow } from "./ThingRow";

/** One of them has the focus; the arrows move it, Enter opens its page, Delete forgets it. */
export function ThingList({ things }: { things: Thing[] }) {
  const { t } = useTranslation("things");
  const { problem, run } = useActing();
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
  /** The row that takes its place has the focus then. */
  async function forget(thing: Thing, place: number) {
    const neighbour = things[place + 1] ?? things[place - 1];
    await change(() => commands.lookups.forgetThing(thing.key));
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
      {/* The keys are those of the links and buttons in it. */}
      <ul ref={list} className={classes.list} aria-label={t("thingsTitle")} onKeyDown={onKeyDown}>
        {things.map((thing, place) => (
          <ThingRow
            key={thing.key}
            thing={thing}
            isActive={place === current}
            onFocus={() => setActive(thing.key)}
            onPin={() => void change(() => commands.lookups.pin(thing.key, !thing.pinned))}
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
