import { UnstyledButton, VisuallyHidden } from "@mantine/core";
import { IconLogout, IconStack2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useLocation } from "@tanstack/react-router";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { openRejectedQuery } from "../../api/queries";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { outboxOpen } from "../../features/outbox/OutboxHost";
import { useSignOut } from "../../features/sign-in/SignOut";
import { UpdateEntry } from "../../features/updates/UpdateEntry";
import { formatNumber } from "../../i18n/language";
import { type ListedPage, pageKeys, pageList, pages } from "../../state/pages";
import { useSnapshot } from "../../state/snapshot";
import classes from "../app.module.css";

/** The main navigation. Below 1100 px it folds to icons; the names stay for screen readers. */
export function Navigation() {
  const { t } = useTranslation("shell");
  const open = useOpenRejected();
  return (
    <nav className={classes.nav} aria-label={t("navigation")}>
      {pageList
        .filter(({ navigation }) => navigation === "top")
        .map((page) => (
          <Entry key={page.path} page={page} count={page === pages.rejected ? open : 0} />
        ))}
      <div className={classes.foot}>
        <UpdateEntry className={classes.entry} nameClass={classes.name} />
        <OutboxButton icon={<Icon of={IconStack2} />} />
        {pageList
          .filter(({ navigation }) => navigation === "foot")
          .map((page) => (
            <Entry key={page.path} page={page} />
          ))}
        <CurrentUser />
      </div>
    </nav>
  );
}

/** The largest count that fits. */
const MAX_COUNT = 9999;

/** An entry of the navigation. A `count` above zero replaces its keys. */
function Entry({ page, count = 0 }: { page: ListedPage; count?: number }) {
  const { t } = useTranslation(["shell", "entities"]);
  const keys = pageKeys(page);
  const isPart = useLocation({ select: ({ pathname }) => "with" in page && pathname === page.with });
  return (
    <Link
      to={page.path}
      className={classes.entry}
      activeProps={{ "aria-current": "page" }}
      inactiveProps={isPart ? { "aria-current": "page" } : undefined}
      aria-keyshortcuts={keys.replace("Ctrl", "Control")}
      // The folded navigation shows the picture alone.
      title={t("shell:keysOf", { name: t(page.name), keys })}
    >
      <Icon of={page.icon} />
      <span className={classes.name}>{t(page.name)}</span>
      {count > 0 ? (
        <span className={classes.badge} data-tone="bad">
          {count > MAX_COUNT ? `${formatNumber(MAX_COUNT)}+` : formatNumber(count)}{" "}
          <VisuallyHidden>{t("shell:openRejected")}</VisuallyHidden>
        </span>
      ) : (
        <span className={classes.hint} aria-hidden>
          {keys.replace("+", " ")}
        </span>
      )}
    </Link>
  );
}

function CurrentUser() {
  const { t } = useTranslation("shell");
  const { session } = useSnapshot();
  const leave = useSignOut();
  if (!session) return null;
  return (
    <div className={classes.me}>
      <span className={classes.avatar} aria-hidden>
        {initials(session.user)}
      </span>
      <span className={classes.user}>
        <b>{session.user}</b>
        <span>{session.unit ?? session.organisation}</span>
      </span>
      <IconButton icon={IconLogout} label={t("signOut")} onClick={leave} />
    </div>
  );
}

function initials(user: string): string {
  const words = user.split(/[\s._-]+/).filter(Boolean);
  const letters = words.length > 1 ? words.map((word) => word[0]) : [...(words[0] ?? "")];
  return letters.slice(0, 2).join("").toUpperCase();
}

/** The button of the outbox drawer, with the counts of requests that wait, are on the wire or have an unknown outcome. */
export function OutboxButton({ icon }: { icon: ReactNode }) {
  const { t } = useTranslation("shell");
  const { held, queued, sending, notSent, unknown, undecided } = useSnapshot().outbox;
  const waiting = queued + notSent;
  const total = held + sending + waiting + unknown;
  // The most urgent first: a held request can be undone, an unknown or halted one needs a decision.
  const outboxLabel =
    held > 0
      ? t("held", { count: held })
      : unknown > 0
        ? t("unknown", { count: unknown })
        : undecided > 0
          ? t("undecided", { count: undecided })
          : sending > 0
            ? t("sending", { count: sending })
            : waiting > 0
              ? t("waiting", { count: waiting })
              : t("empty");
  return (
    <UnstyledButton
      className={classes.entry}
      data-small
      aria-keyshortcuts="Control+O"
      title={t("openOutbox")}
      onClick={() => outboxOpen.set(true)}
    >
      {icon}
      <span className={classes.name}>{t("outbox")}</span>
      <span
        className={classes.count}
        data-tone={total === 0 ? undefined : held === 0 && unknown + undecided > 0 ? "warn" : "accent"}
      >
        <span className={classes.long}>{outboxLabel}</span>
        {total > 0 && <span className={classes.short}>{formatNumber(total)}</span>}
      </span>
    </UnstyledButton>
  );
}

/** Delay in milliseconds, so that the first page does not wait for the count. */
const COUNT_DELAY_MS = 1000;

/** Counts the open rejected requests for the navigation. */
function useOpenRejected(): number | undefined {
  const [wanted, setWanted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setWanted(true), COUNT_DELAY_MS);
    return () => clearTimeout(timer);
  }, []);
  return useQuery({ ...openRejectedQuery, enabled: wanted }).data;
}
