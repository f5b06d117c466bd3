import { SegmentedControl, TextInput } from "@mantine/core";
import { IconId, IconPin, IconPinFilled, IconSearch, IconTrash } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { type KeyboardEvent, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Entity, type EntityKind } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshEntities } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { EmptyState } from "../../components/EmptyState";
import { FindButton } from "../../components/FindButton";
import { focusIfLost, useLanding } from "../../components/focus";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { KeyHint } from "../../components/Kbd";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { finds } from "../../components/words";
import { useDates } from "../../state/dates";
import { openRowMenu } from "../../state/rowMenu";
import { useVisit } from "../../state/visits";
import { entityRefOf, identifiersOf, mainIdentifier } from "../lookups/identifiers";
import { recentsQuery } from "../lookups/queries";
import classes from "./entityList.module.css";
import { kindIcons } from "./kindIcons";
import { entityLink, type ListSearch } from "./urls";
import { useServerTerms } from "./useServerTerms";

const KINDS = ["smartcard", "setTopBox", "item", "subscription", "service"] as const satisfies EntityKind[];

/**
 * The cards, boxes, subscriptions and services stored on this computer: pinned ones first, then the most recently
 * used.
 */
export function EntityListPage() {
  const { t } = useTranslation("entities");
  const navigate = useNavigate();
  const { text = "", kind } = useSearch({ strict: false }) as ListSearch;
  const { data, error } = useQuery(recentsQuery);
  const all = [...(data?.pinned ?? []), ...(data?.recent ?? [])];
  const shown = all.filter((entity) => (!kind || entity.kind === kind) && fits(entity, text));
  const kinds = KINDS.filter((one) => one === kind || all.some((entity) => entity.kind === one));
  const list = useRef<HTMLUListElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  useLanding(() => data && (list.current?.querySelector("a[tabindex='0']") ?? filter.current));
  const narrow = (search: ListSearch) =>
    void navigate({ to: "/entities", search: { text: text || undefined, kind, ...search }, replace: true });
  return (
    <>
      <PageHead title={t("title")} end={<FindButton />} />
      {error && <ProblemNote problem={asProblem(error)} />}
      <div className={classes.bar}>
        <TextInput
          size="xs"
          ref={filter}
          aria-label={t("filter")}
          placeholder={t("filterHint")}
          leftSection={<Icon of={IconSearch} size={14} />}
          value={text}
          onChange={(event) => narrow({ text: event.currentTarget.value || undefined })}
        />
        {kinds.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t("kindsShown")}
            data={[
              { value: "all", label: t("allKinds") },
              ...kinds.map((value) => ({ value, label: t(`kindsMany.${value}`) })),
            ]}
            value={kind ?? "all"}
            onChange={(value) => narrow({ kind: KINDS.find((one) => one === value) })}
          />
        )}
        <span className={classes.kept}>
          {data && data.kept > all.length
            ? t("keptMore", { shown: all.length, count: data.kept })
            : t("kept", { count: data?.kept ?? 0 })}{" "}
          <Link to="/settings">{t("toSettings")}</Link>
        </span>
      </div>
      {data && all.length === 0 && (
        <EmptyState icon={IconId} title={t("none")} action={<FindButton />}>
          {t("noneNote")}
        </EmptyState>
      )}
      {all.length > 0 && shown.length === 0 && (
        <EmptyState icon={IconSearch} title={t("noneFits")}>
          {t("noneFitsNote")}
        </EmptyState>
      )}
      {shown.length > 0 && <EntityList entities={shown} list={list} />}
    </>
  );
}

function fits(entity: Entity, text: string): boolean {
  return finds([...identifiersOf(entity).map((name) => name.text), entity.name, entity.subscription], text);
}

interface ListVisit {
  active: string | undefined;
  /** Pixels. */
  offset: number;
}

/** A list with a roving focus: the arrows move it, Enter opens the entity's page, Delete forgets the entity. */
function EntityList({ entities, list }: { entities: Entity[]; list: RefObject<HTMLUListElement | null> }) {
  const { t } = useTranslation("entities");
  const { problem, run } = useCommand();
  const before = useVisit("entities", (): ListVisit => ({ active, offset: list.current?.scrollTop ?? 0 }));
  const [active, setActive] = useState(before?.active);
  useLayoutEffect(() => {
    if (before && list.current) list.current.scrollTop = before.offset;
  }, [before, list]);
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
        <KeyHint keys="↑+↓">{t("keyMove")}</KeyHint>
        <KeyHint keys="Enter">{t("keyOpen")}</KeyHint>
        <KeyHint keys="Del">{t("keyForget")}</KeyHint>
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
  const pin = {
    icon: entity.pinned ? IconPinFilled : IconPin,
    label: t(entity.pinned ? "unpin" : "pin", { name }),
    run: onPin,
  };
  const forget = { icon: IconTrash, label: t("forget", { name }), run: onForget };
  return (
    <li
      className={classes.row}
      onFocus={onFocus}
      onContextMenu={(event) => openRowMenu(event, { entity, actions: [pin, forget] })}
    >
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
      <IconButton icon={pin.icon} label={pin.label} aria-pressed={entity.pinned} tabIndex={tabIndex} onClick={onPin} />
      <IconButton icon={forget.icon} label={forget.label} tabIndex={tabIndex} onClick={onForget} />
    </li>
  );
}
