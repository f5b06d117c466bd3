import { Button } from "@mantine/core";
import { IconClock, IconPin, IconPinFilled, IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { commands, type EntityPage, type EntityRef } from "../../api/bindings";
import { refreshEntities } from "../../api/queries";
import { BackButton } from "../../components/BackButton";
import { FindButton } from "../../components/FindButton";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { CopyButton } from "../../components/Identifier";
import { Kbd } from "../../components/Kbd";
import { Tag } from "../../components/labels/Tag";
import { useAnnounced } from "../../components/live/announce";
import { useDates, useNow } from "../../state/dates";
import { identifiersOf, mainIdentifier } from "../lookups/identifiers";
import classes from "./entities.module.css";
import { kindIcons } from "./kindIcons";
import { useServerTerms } from "./useServerTerms";

interface EntityHeaderProps {
  of: EntityRef;
  /** Undefined until the first answer. */
  page: EntityPage | undefined;
  /** A refresh is running. */
  busy: boolean;
  onBack: () => void;
  onRefresh: () => void;
}

/** The entity's main identifier, its state, and the age of the data. */
export function EntityHeader({ of, page, busy, onBack, onRefresh }: EntityHeaderProps) {
  const { t } = useTranslation("entities");
  const words = useServerTerms();
  const entity = page?.entity;
  const kind = entity?.kind ?? of.kind;
  const name = entity && page.known ? mainIdentifier(entity) : of.text;
  const called = entity ? identifiersOf(entity)[0]?.by : undefined;
  return (
    <header className={classes.head}>
      <BackButton onBack={onBack} />
      <h1 className={classes.title}>
        <Icon of={kindIcons[kind]} size={20} />
        <span className={classes.kind}>{t(`kinds.${kind}`)}</span>
        <bdi dir="ltr" className="mono">
          {name}
        </bdi>
      </h1>
      <CopyButton value={name} name={called && `${t(`names.${called}`)} ${name}`} />
      {entity?.state && <StateTag state={entity.state} />}
      {entity?.provider && <Tag tone="mute">{words.provider(entity.provider)}</Tag>}
      {page?.known && <Pin page={page} />}
      <div className={classes.headEnd}>
        {page?.known && <Age page={page} busy={busy} />}
        <Button
          leftSection={<Icon of={IconRefresh} size={14} className={busy ? classes.spin : undefined} />}
          rightSection={<Kbd keys="Ctrl+R" />}
          aria-keyshortcuts="Control+R"
          aria-disabled={busy}
          onClick={onRefresh}
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

function Age({ page: { entity }, busy }: { page: EntityPage; busy: boolean }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const now = useNow(15_000);
  const at = dates.short(entity.asOf);
  const isNew = now - entity.asOf < 60_000;
  useAnnounced(busy ? t("asking") : "");
  return (
    <span className={classes.age} title={t(`toldBy.${entity.source}`)}>
      <Icon of={IconClock} size={14} />
      {busy ? t("asking") : isNew ? t("asOf", { at }) : t("asOfAge", { at, age: dates.age(entity.asOf, now) })}
    </span>
  );
}

/** Toggles the pin. Pinned entities are listed first and never expire. */
function Pin({ page: { entity } }: { page: EntityPage }) {
  const { t } = useTranslation("entities");
  const toggle = () =>
    void commands.lookups
      .pin(entity.key, !entity.pinned)
      .catch(() => undefined)
      .then(refreshEntities);
  return (
    <IconButton
      icon={entity.pinned ? IconPinFilled : IconPin}
      label={t(entity.pinned ? "unpin" : "pin", { name: mainIdentifier(entity) })}
      aria-pressed={entity.pinned}
      onClick={toggle}
    />
  );
}

/** The entity's state in the server's terms. Never green, which means “completed by the CA system”. */
export function StateTag({ state }: { state: string }) {
  const { t } = useTranslation("entities");
  const words = useServerTerms();
  return (
    <Tag tone={state.endsWith("EFFECTIVE") && !state.includes("NOT_") ? "accent" : "warn"} title={t("serverState")}>
      {words.state(state)}
    </Tag>
  );
}
