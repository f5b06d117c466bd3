import { VisuallyHidden } from "@mantine/core";
import {
  IconAdjustmentsHorizontal,
  IconCircleX,
  IconDeviceMobile,
  IconHome,
  IconId,
  IconList,
  IconLogout,
  IconStack2,
} from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Drawing, Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { signOut } from "../../state/session";
import { useSnapshot } from "../../state/snapshot";
import style from "./Nav.module.css";
import { Outbox } from "./Outbox";
import { useOpenRejected } from "./useOpenRejected";

/** Only what exists. Below 1100 px it folds to icons; the names stay for those who listen. */
export function Nav() {
  const { t } = useTranslation("shell");
  const open = useOpenRejected();
  return (
    <nav className={style.nav} aria-label={t("navigation")}>
      <Entry to="/home" icon={IconHome} name={t("home")} keys="Alt 1" shortcut="Alt+1" />
      <Entry to="/requests" icon={IconList} name={t("requests")} keys="Alt 2" shortcut="Alt+2" />
      <Entry to="/rejected" icon={IconCircleX} name={t("rejected")} keys="Alt 3" shortcut="Alt+3" count={open} />
      <Entry to="/things" icon={IconId} name={t("things")} keys="Alt 4" shortcut="Alt+4" />
      <Entry to="/field" icon={IconDeviceMobile} name={t("field")} keys="Alt 6" shortcut="Alt+6" />
      <div className={style.foot}>
        <Outbox icon={<Icon of={IconStack2} />} />
        <Entry
          to="/settings"
          icon={IconAdjustmentsHorizontal}
          name={t("settings")}
          keys="Ctrl ,"
          shortcut="Control+,"
        />
        <Me />
      </div>
    </nav>
  );
}

/** More do not fit. */
const MOST = 9999;

type EntryProps = {
  to: "/home" | "/requests" | "/rejected" | "/things" | "/field" | "/settings";
  icon: Drawing;
  name: ReactNode;
  keys: string;
  shortcut: string;
  /** What waits there; it stands in the place of the keys. */
  count?: number;
};

function Entry({ to, icon, name, keys, shortcut, count = 0 }: EntryProps) {
  const { t } = useTranslation("shell");
  return (
    <Link to={to} className={style.entry} activeProps={{ "aria-current": "page" }} aria-keyshortcuts={shortcut}>
      <Icon of={icon} />
      <span className={style.name}>{name}</span>
      {count > 0 ? (
        <span className={style.badge} data-tone="bad">
          {count > MOST ? `${MOST}+` : count} <VisuallyHidden>{t("openRejected")}</VisuallyHidden>
        </span>
      ) : (
        <span className={style.hint} aria-hidden>
          {keys}
        </span>
      )}
    </Link>
  );
}

function Me() {
  const { t } = useTranslation("shell");
  const { session } = useSnapshot();
  const navigate = useNavigate();
  if (!session) return null;
  const leave = () => void signOut().then(() => navigate({ to: "/sign-in" }));
  return (
    <div className={style.me}>
      <span className={style.avatar} aria-hidden>
        {initials(session.user)}
      </span>
      <span className={style.who}>
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
