import { VisuallyHidden } from "@mantine/core";
import { IconLogout, IconStack2 } from "@tabler/icons-react";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { IconButton } from "../../components/IconButton";
import { signOut } from "../../state/session";
import { useSnapshot } from "../../state/snapshot";
import { type Page, pageKeys, pageList, pages } from "../pages";
import style from "./Nav.module.css";
import { Outbox } from "./Outbox";
import { useOpenRejected } from "./useOpenRejected";

/** Only what exists. Below 1100 px it folds to icons; the names stay for those who listen. */
export function Nav() {
  const { t } = useTranslation("shell");
  const open = useOpenRejected();
  return (
    <nav className={style.nav} aria-label={t("navigation")}>
      {pageList
        .filter(({ navigation }) => navigation === "top")
        .map((page) => (
          <Entry key={page.path} page={page} count={page === pages.rejected ? open : 0} />
        ))}
      <div className={style.foot}>
        <Outbox icon={<Icon of={IconStack2} />} />
        {pageList
          .filter(({ navigation }) => navigation === "foot")
          .map((page) => (
            <Entry key={page.path} page={page} />
          ))}
        <Me />
      </div>
    </nav>
  );
}

/** More do not fit. */
const MOST = 9999;

/** `count`: what waits there; it is shown in the place of the keys. */
function Entry({ page, count = 0 }: { page: Page; count?: number }) {
  const { t } = useTranslation(["shell", "things"]);
  const keys = pageKeys(page);
  return (
    <Link
      to={page.path}
      className={style.entry}
      activeProps={{ "aria-current": "page" }}
      aria-keyshortcuts={keys.replace("Ctrl", "Control")}
    >
      <Icon of={page.icon} />
      <span className={style.name}>{t(page.name)}</span>
      {count > 0 ? (
        <span className={style.badge} data-tone="bad">
          {count > MOST ? `${MOST}+` : count} <VisuallyHidden>{t("shell:openRejected")}</VisuallyHidden>
        </span>
      ) : (
        <span className={style.hint} aria-hidden>
          {keys.replace("+", " ")}
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
