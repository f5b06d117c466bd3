import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSnapshot } from "../desk/snapshot";
import style from "./Nav.module.css";

/** What has not left yet or is not known to have arrived, with counts: never hidden. */
export function Outbox({ icon }: { icon: ReactNode }) {
  const { t } = useTranslation("shell");
  const { held, queued, sending, notSent, unknown } = useSnapshot().outbox;
  const waiting = queued + notSent;
  const parts = [
    held > 0 && t("held", { count: held }),
    sending > 0 && t("sending", { count: sending }),
    waiting > 0 && t("waiting", { count: waiting }),
    unknown > 0 && t("unknown", { count: unknown }),
  ].filter((part): part is string => part !== false);
  const total = held + sending + waiting + unknown;
  return (
    <Link to="/requests" className={style.entry} data-small activeProps={{ "aria-current": undefined }}>
      {icon}
      <span className={style.name}>{t("outbox")}</span>
      <span className={style.count} data-tone={unknown > 0 ? "warn" : total > 0 ? "accent" : undefined}>
        <span className={style.long}>{parts[0] ?? t("empty")}</span>
        {total > 0 && <span className={style.short}>{total}</span>}
      </span>
    </Link>
  );
}
