import { IconAlertTriangle, IconChevronLeft, IconChevronRight, IconClock, IconWifiOff } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type LinkProps, useNavigate } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../components/Icon";
import { useDates } from "../../state/dates";
import classes from "./field.module.css";
import { fieldDayQuery } from "./queries";
import { sheetOpen } from "./sheet";
import { TouchLink } from "./Touch";
import { useAway } from "./useAway";
import { useStepBack } from "./useStepBack";

type Props = {
  title: string;
  /** What it is about, below the title. */
  about?: ReactNode;
  /** Where back goes, and what it is called there. */
  back: Omit<LinkProps, "children"> & { label: string };
  children?: ReactNode;
};

/** The head of the field's pages: back, what this is, and how it stands with the network. */
export function FieldHead({ title, about, back, children }: Props) {
  const navigate = useNavigate();
  const { label, ...to } = back;
  useStepBack(() => void navigate(to));
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

/** Only while something waits: a calm head means that all has left. */
function Waiting() {
  const { t } = useTranslation("field");
  const dates = useDates();
  const { away, since } = useAway();
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
    <button type="button" className={classes.waiting} aria-haspopup="dialog" onClick={() => sheetOpen.set(true)}>
      <Icon of={decisions > 0 ? IconAlertTriangle : away ? IconWifiOff : IconClock} size={24} />
      <span className={classes.words} role="status">
        <b>{title}</b>
        <span className={classes.small}>{note}</span>
      </span>
      <Icon of={IconChevronRight} className="icon-mirrors" />
    </button>
  );
}
