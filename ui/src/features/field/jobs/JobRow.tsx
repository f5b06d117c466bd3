import { IconCircleCheck, IconCircleDashed, IconHelpCircle } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { FieldJob, JobPart } from "../../../api/bindings";
import { type Drawing, Icon } from "../../../components/Icon";
import { Identifier } from "../../../components/Identifier";
import { StateLabel } from "../../../components/StateLabel";
import { useDates } from "../../../state/dates";
import shared from "../field.module.css";
import { TouchButton } from "../Touch";
import classes from "./jobs.module.css";

/** One job of the day, with what its numbers were found to be, and where its request stands. */
export function JobRow({ job, onClose }: { job: FieldJob; onClose: (closed: boolean) => void }) {
  const { t } = useTranslation("field");
  const { id, place, draft, row, closed, lookedUp } = job;
  return (
    <li className={classes.jobRow} data-closed={closed || undefined}>
      <Link to="/field" search={{ job: id }} className={classes.jobLink}>
        <span className={classes.place}>{place}</span>
        <span className={shared.words}>
          <b>
            <bdi>{draft.note ?? t("jobPlace", { place })}</bdi>
            {closed && ` (${t("closed")})`}
          </b>
          <span className={classes.parts}>
            {PARTS.map((name) => {
              const text = draft[name];
              return text ? <Part key={name} name={name} text={text} found={partOf(lookedUp, text)} /> : null;
            })}
          </span>
        </span>
      </Link>
      {row && <StateLabel state={row.state} text={row.stateText} pill />}
      <TouchButton onClick={() => onClose(!closed)} aria-label={t(closed ? "reopenJob" : "closeJob", { place })}>
        {closed ? t("reopen") : t("close")}
      </TouchButton>
    </li>
  );
}

const PARTS = ["smartcard", "setTopBox", "subscription"] as const;
type PartName = (typeof PARTS)[number];

const partOf = (parts: JobPart[], wanted: string) => parts.find(({ text }) => text === wanted);

const icons: Record<JobPart["state"], Drawing> = {
  found: IconCircleCheck,
  notFound: IconHelpCircle,
  notChecked: IconCircleDashed,
};

function Part({ name, text, found }: { name: PartName; text: string; found: JobPart | undefined }) {
  const { t } = useTranslation("field");
  const dates = useDates();
  const state = found?.state ?? "notChecked";
  const at = found?.asOf ?? null;
  return (
    <span className={classes.part} data-tone={state === "notFound" ? "warn" : "mute"}>
      <Icon of={icons[state]} size={20} />
      {t(`part.${name}`)} <Identifier value={text} bare copy={false} />
      {t(`partState.${state}`)}
      {state === "found" && at !== null && ` ${dates.short(at)}`}
    </span>
  );
}
