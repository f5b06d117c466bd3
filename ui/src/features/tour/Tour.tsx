import { Button, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { requestsQuery } from "../../api/queries";
import { Kbd } from "../../components/Kbd";
import { useLayer } from "../../components/layers/layers";
import { Status } from "../../components/live/Status";
import { RichText } from "../../components/RichText";
import "../../i18n/lazyNamespaces";
import { useSnapshot } from "../../state/snapshot";
import { leaveTour, SANDBOX, type TourStep, tourStep } from "../../state/tour";
import classes from "./tour.module.css";
import { nextStep, readPage, type TourForm, tourNumbers, tourSteps } from "./tourSteps";

/** Points at the control of the step, and goes on when the person has used it. The focus stays in the page. */
export function Tour({ step }: { step: TourStep }) {
  const { t } = useTranslation("tour");
  const { place, form } = usePage(step);
  useProgress(step, form);
  useLayer(leaveTour);
  const number = tourSteps.indexOf(step) + 1;
  return (
    <Popover
      opened
      withArrow
      withRoles={false}
      position="right-start"
      hideDetached={false}
      preventPositionChangeWhenVisible={false}
      width={320}
      zIndex={400}
    >
      <Popover.Target>
        <div className={classes.target} data-shown={place !== undefined} style={place ?? CENTRE} aria-hidden />
      </Popover.Target>
      <Popover.Dropdown role="region" aria-label={t("name")} className={classes.card}>
        <Status as="div">
          <b>{t("step", { number, of: tourSteps.length })}</b>
          <p>
            <RichText text={t(`text.${step}`, tourNumbers)} />
          </p>
        </Status>
        <Button
          size="xs"
          variant={step === "done" ? "filled" : "default"}
          aria-keyshortcuts="Escape"
          rightSection={<Kbd keys="Esc" />}
          onClick={leaveTour}
        >
          {t(step === "done" ? "finish" : "leave")}
        </Button>
      </Popover.Dropdown>
    </Popover>
  );
}

const CENTRE = { left: "50%", top: "76%", width: 0, height: 0 };

/** Where the control of the step is, and what the form holds. Both change without an event of their own, so each frame looks. */
function usePage(step: TourStep) {
  const [page, setPage] = useState(() => readPage(step));
  useEffect(() => {
    let frame = 0;
    const look = () => {
      const next = readPage(step);
      setPage((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
      frame = requestAnimationFrame(look);
    };
    look();
    return () => cancelAnimationFrame(frame);
  }, [step]);
  return page;
}

/** Follows what the person does. */
function useProgress(step: TourStep, form: TourForm) {
  const { session, connection } = useSnapshot();
  const inSandbox = connection === SANDBOX;
  const signedIn = inSandbox && session?.state === "active";
  const path = useLocation({ select: ({ pathname }) => pathname });
  const [before, setBefore] = useState<string | null>();
  const newest = useQuery({ ...requestsQuery({ filter: { mine: true }, limit: 1 }), enabled: signedIn });
  const row = newest.data?.rows[0];
  // What was sent before the tour does not count.
  if (before === undefined && newest.data) setBefore(row?.key ?? null);
  const isNew = row !== undefined && before !== undefined && row.key !== before;
  const sent = isNew && row.state !== "cancelled" ? row.state : undefined;
  const next = nextStep(step, { signedIn, path, sent, ...form });
  useEffect(() => {
    if (inSandbox) tourStep.set(next);
    else leaveTour();
  }, [inSandbox, next]);
}
