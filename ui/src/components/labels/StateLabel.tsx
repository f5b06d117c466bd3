import {
  IconArrowBackUp,
  IconBan,
  IconCircleCheck,
  IconCircleDotted,
  IconCircleX,
  IconClock,
  IconHelpCircle,
  IconHourglassEmpty,
  IconPlugConnectedX,
  IconSend,
  IconStack2,
} from "@tabler/icons-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { RequestState } from "../../api/bindings";
import { type Drawing, Icon } from "../Icon";
import classes from "./StateLabel.module.css";

type Tone = "mute" | "accent" | "info" | "ok" | "bad" | "warn";

/** Green is for requests that the CA system completed. */
export const stateLook: Record<RequestState, { tone: Tone; icon: Drawing }> = {
  held: { tone: "mute", icon: IconClock },
  queued: { tone: "mute", icon: IconStack2 },
  sending: { tone: "accent", icon: IconSend },
  pending: { tone: "info", icon: IconHourglassEmpty },
  completed: { tone: "ok", icon: IconCircleCheck },
  rejected: { tone: "bad", icon: IconCircleX },
  refused: { tone: "bad", icon: IconBan },
  notSent: { tone: "warn", icon: IconPlugConnectedX },
  unknown: { tone: "warn", icon: IconHelpCircle },
  cancelled: { tone: "mute", icon: IconArrowBackUp },
  other: { tone: "mute", icon: IconCircleDotted },
};

/** A request's state: an icon and a word, never a colour alone. `text` is the server's word where we know none. */
export const StateLabel = memo(function StateLabel({
  state,
  text,
  pill = false,
}: {
  state: RequestState;
  text?: string | null;
  pill?: boolean;
}) {
  const { t } = useTranslation("states");
  const { tone, icon } = stateLook[state];
  return (
    <span className={classes.state} data-tone={tone} data-pill={pill || undefined} title={t(`meaning.${state}`)}>
      <Icon of={icon} size={14} />
      {state === "other" && text ? text : t(state)}
    </span>
  );
});
