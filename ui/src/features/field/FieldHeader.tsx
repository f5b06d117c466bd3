import { IconAlertTriangle, IconChevronLeft, IconChevronRight, IconClock, IconWifiOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { usePageLayer } from "../../components/layers/layers";
import { Status } from "../../components/live/Status";
import { useDates } from "../../state/dates";
import classes from "./field.module.css";
import { sheetOpen, useServerAway } from "./fieldState";
import { fieldDayQuery } from "./queries";
import { TouchLink } from "./TouchButton";

type FieldHeaderProps = {
  title: string;
  /** The subject of the page, below the title. */
  about?: ReactNode;
  /** Target and label of the back button. */
  back: Omit<LinkProps, "children"> & { label: string };
  children?: ReactNode;
};

/** The header of the field mode's pages: back button, title, and the state of network and queue. */
export function FieldHeader({ title, about, back, children }: FieldHeaderProps) {
  const navigate = useNavigate();
  const { label, ...to } = back;
  useEscapeBack(() => void navigate(to));
  return (
    <header className={classes.head}>
      <TouchLink icon={IconChevronLeft} mirrors label={label} keys="Escape" {...to} />
      <div className={classes.title}>
        <h1>{title}</h1>
        {about && <p>{about}</p>}
      </div>
      {children}
      <Waiting />
    </header>
  );
}

/** The number of waiting requests and decisions; hidden while all requests are sent and the network is up. */
function Waiting() {
  const { t } = useTranslation("field");
  const dates = useDates();
  const { away, since } = useServerAway();
  const { data: day } = useQuery(fieldDayQuery);
  const waiting = day?.waiting ?? 0;
  const decisions = day?.decisions.length ?? 0;
  if (!away && waiting === 0 && decisions === 0) return null;
  const title =
    decisions > 0
      ? t("waiting.decisions", { count: decisions })
      : away
        ? waiting > 0
          ? t("waiting.network", { count: waiting })
          : t("waiting.noNetwork")
        : t("waiting.leaving", { count: waiting });
  const note = away
    ? waiting === 0
      ? t("waiting.canWait")
      : since === null
        ? t("waiting.away")
        : t("waiting.since", { at: dates.short(since) })
    : decisions > 0
      ? t("waiting.decide")
      : t("waiting.inOrder");
  return (
    <button type="button" className={classes.waiting} onClick={() => sheetOpen.set(true)}>
      <Icon of={decisions > 0 ? IconAlertTriangle : away ? IconWifiOff : IconClock} size={24} />
      <Status className={classes.words}>
        <b>{title}</b>
        <span className={classes.small}>{note}</span>
      </Status>
      <Icon of={IconChevronRight} className="icon-mirrors" />
    </button>
  );
}

/** Esc goes back one step, but not out of an input with text. */
function useEscapeBack(back: () => void) {
  usePageLayer(() => {
    const field = document.activeElement;
    if ((field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement) && field.value !== "") return;
    back();
  });
}
