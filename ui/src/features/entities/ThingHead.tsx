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
import { FindButton } from "../palette/FindButton";
import { kindIcons } from "./kinds";
import { mainName, namesOf } from "./names";
import { StateTag } from "./StateTag";
import classes from "./thing.module.css";
import type { Refreshing } from "./useRefreshThing";
import { useWords } from "./useWords";

interface ThingHeadProps {
  of: ThingRef;
  /** Not there yet in the first moment. */
  page: ThingPage | undefined;
  refreshing: Refreshing;
}

/** Which one it is, how it stands, and how old that is. */
export function ThingHead({ of, page, refreshing }: ThingHeadProps) {
  const { t } = useTranslation("things");
  const words = useWords();
  const thing = page?.thing;
  const kind = thing?.kind ?? of.kind;
  const name = thing && page.known ? mainName(thing) : of.text;
  const called = thing ? namesOf(thing)[0]?.by : undefined;
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

/** Pinned ones stand first, and are not forgotten by themselves. */
function Pin({ page: { thing } }: { page: ThingPage }) {
  const { t } = useTranslation("things");
  const toggle = () =>
    void commands.lookups
      .pin(thing.key, !thing.pinned)
      .catch(() => undefined)
      .then(refreshThings);
  return (
    <IconButton
      icon={thing.pinned ? IconPinFilled : IconPin}
      label={t(thing.pinned ? "unpin" : "pin", { name: mainName(thing) })}
      aria-pressed={thing.pinned}
      onClick={toggle}
    />
  );
}
