import { Button } from "@mantine/core";
import { IconClock, IconPin, IconPinFilled, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type ThingPage, type ThingRef } from "../../api/bindings";
import { refreshThings } from "../../api/queries";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { CopyButton } from "../../components/Identifier";
import { Kbd } from "../../components/Kbd";
import { Tag } from "../../components/Tag";
import { useNow } from "../../state/clock";
import { useDates } from "../../state/dates";
import { identifiersOf, mainIdentifier } from "../lookups/identifiers";
import { FindButton } from "../palette/FindButton";
import type { Refreshing } from "./EntityPage";
import classes from "./entities.module.css";
import { kindIcons } from "./kindIcons";
import { useServerTerms } from "./useServerTerms";

interface EntityHeaderProps {
  of: ThingRef;
  /** Undefined until the first answer. */
  page: ThingPage | undefined;
  refreshing: Refreshing;
}

/** The entity's main identifier, its state, and the age of the data. */
export function EntityHeader({ of, page, refreshing }: EntityHeaderProps) {
  const { t } = useTranslation("things");
  const words = useServerTerms();
  const thing = page?.thing;
  const kind = thing?.kind ?? of.kind;
  const name = thing && page.known ? mainIdentifier(thing) : of.text;
  const called = thing ? identifiersOf(thing)[0]?.by : undefined;
  return (
    <header className={classes.head}>
      <h1 className={classes.title}>
        <Icon of={kindIcons[kind]} size={20} />
        <span className={classes.kind}>{t(`kinds.${kind}`)}</span>
        <bdi dir="ltr" className="mono">
          {name}
        </bdi>
      </h1>
      <CopyButton value={name} name={called && `${t(`names.${called}`)} ${name}`} />
      {thing?.state && <StateTag state={thing.state} />}
      {thing?.provider && <Tag tone="mute">{words.provider(thing.provider)}</Tag>}
      {page?.known && <Pin page={page} />}
      <div className={classes.headEnd}>
        {page?.known && <Age page={page} busy={refreshing.busy} />}
        <Button
          leftSection={<Icon of={IconRefresh} size={14} className={refreshing.busy ? classes.spin : undefined} />}
          rightSection={<Kbd keys="Ctrl+R" />}
          aria-keyshortcuts="Control+R"
          aria-disabled={refreshing.busy}
          onClick={refreshing.start}
        >
          {t("refresh")}
        </Button>
        <span className={classes.find}>
          <FindButton />
        </span>
      </div>
    </header>
  );
}

function Age({ page: { thing }, busy }: { page: ThingPage; busy: boolean }) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const now = useNow(15_000);
  const at = dates.short(thing.asOf);
  const isNew = now - thing.asOf < 60_000;
  return (
    <span className={classes.age} role="status" title={t(`toldBy.${thing.toldBy}`)}>
      <Icon of={IconClock} size={14} />
      {busy ? t("asking") : isNew ? t("asOf", { at }) : t("asOfAge", { at, age: dates.age(thing.asOf, now) })}
    </span>
  );
}

/** Toggles the pin. Pinned entities are listed first and never expire. */
function Pin({ page: { thing } }: { page: ThingPage }) {
  const { t } = useTranslation("things");
  const toggle = () =>
    void commands
      .pin(thing.key, !thing.pinned)
      .catch(() => undefined)
      .then(refreshThings);
  return (
    <IconButton
      icon={thing.pinned ? IconPinFilled : IconPin}
      label={t(thing.pinned ? "unpin" : "pin", { name: mainIdentifier(thing) })}
      aria-pressed={thing.pinned}
      onClick={toggle}
    />
  );
}

/** The entity's state in the server's terms. Never green, which means “completed by the CA system”. */
export function StateTag({ state }: { state: string }) {
  const { t } = useTranslation("things");
  const words = useServerTerms();
  return (
    <Tag tone={state.endsWith("EFFECTIVE") && !state.includes("NOT_") ? "accent" : "warn"} title={t("serverState")}>
      {words.state(state)}
    </Tag>
  );
}
