import { IconCircleMinus, IconCirclePlus } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { ServiceOnCard } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { useDates } from "../../state/dates";
import classes from "./entities.module.css";

/** Services that completed requests added and cancelled: the server has no list of them. */
export function ServicesOnCard({ services }: { services: ServiceOnCard[] }) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const sorted = [...services].sort((a, b) => Number(b.active) - Number(a.active));
  return (
    <Panel title={t("services")} note={t("asFarAsKnown")}>
      <ul className={classes.services}>
        {sorted.map(({ service, name, active, since, request, open }) => (
          <li key={service} data-active={active || undefined}>
            <Icon of={active ? IconCirclePlus : IconCircleMinus} size={14} />
            <span>
              <bdi>{name ?? service}</bdi>{" "}
              {name && (
                <bdi dir="ltr" className={`mono ${classes.faint}`}>
                  {service}
                </bdi>
              )}
            </span>
            <Link to="/requests/$key" params={{ key: request }}>
              {t(active ? "added" : "cancelled", { at: since === null ? "–" : dates.short(since) })}
            </Link>
            {open && <span className={classes.open}>{t("serviceOpen")}</span>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
