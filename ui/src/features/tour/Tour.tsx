import { Button, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useLocation, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { requestsQuery } from "../../api/queries";
import { Kbd } from "../../components/Kbd";
import { useLayer } from "../../components/layers/layers";
import { RichText } from "../../components/RichText";
import "../../i18n/lazyNamespaces";
import { useSnapshot } from "../../state/snapshot";
import { leaveTour, SANDBOX, type TourStep, tourStep } from "../../state/tour";
import classes from "./tour.module.css";
import { nextStep, readForm, tourNumbers, tourSteps, tourTargets } from "./tourSteps";

const LOOK_INTERVAL_MS = 150;

/** Points at the control of the step, and goes on when the person has used it. The focus stays in the page. */
export function Tour({ step }: { step: TourStep }) {
  const { t } = useTranslation("tour");
  const place = useTargetPlace(step);
  const finish = useRef<HTMLButtonElement>(null);
  useProgress(step);
  useLayer(leaveTour);
  useEffect(() => {
    if (step === "done") finish.current?.focus();
  }, [step]);
  const number = tourSteps.indexOf(step) + 1;
  return (
    <Popover opened withArrow withRoles={false} position="bottom-start" width={320} trapFocus={false} zIndex={400}>
      <Popover.Target>
        <div className={classes.target} data-shown={place ? true : undefined} style={place ?? CENTRE} aria-hidden />
      </Popover.Target>
      <Popover.Dropdown role="region" aria-label={t("name")} className={classes.card}>
        <div role="status" key={step}>
          <b>{t("step", { number, of: tourSteps.length })}</b>
          <p>
            <RichText text={t(`text.${step}`, tourNumbers)} />
          </p>
        </div>
        <Button
          ref={finish}
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

const CENTRE = { left: "50%", top: "30%", width: 0, height: 0 };

/** Where the control of the step is. It moves with the page, so it is looked for again and again. */
function useTargetPlace(step: TourStep) {
  const [place, setPlace] = useState<Record<"left" | "top" | "width" | "height", number>>();
  useEffect(() => {
    const look = () => {
      const target = tourTargets[step];
      const box = target === undefined ? undefined : document.querySelector(target)?.getBoundingClientRect();
      const next = box && { left: box.left, top: box.top, width: box.width, height: box.height };
      setPlace((known) => (JSON.stringify(known) === JSON.stringify(next) ? known : next));
    };
    look();
    const timer = setInterval(look, LOOK_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [step]);
  return place;
}

/** Follows what the person does. */
function useProgress(step: TourStep) {
  const { session, connection } = useSnapshot();
  const signedIn = connection === SANDBOX && session?.state === "active";
  const path = useLocation({ select: ({ pathname }) => pathname });
  const [before, setBefore] = useState<string | null>();
  const navigate = useNavigate();
  const newest = useQuery({ ...requestsQuery({ filter: { mine: true }, limit: 1 }), enabled: signedIn });
  const row = newest.data?.rows[0];
  // What was sent before the tour does not count.
  if (before === undefined && newest.data) setBefore(row?.key ?? null);
  const isNew = row !== undefined && before !== undefined && row.key !== before;
  const sent = isNew && row.state !== "cancelled" ? row.state : undefined;
  useEffect(() => {
    if (step === "signIn" && !signedIn && path !== "/sign-in") void navigate({ to: "/sign-in" });
  }, [step, signedIn, path, navigate]);
  useEffect(() => {
    const look = () => tourStep.set(nextStep(step, { signedIn, path, sent, ...readForm() }));
    look();
    const timer = setInterval(look, LOOK_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [step, signedIn, path, sent]);
}
