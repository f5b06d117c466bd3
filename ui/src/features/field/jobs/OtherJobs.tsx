import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaSystem, Named } from "../pairing/pairing";
import { TouchButton } from "../Touch";
import { OtherJobsDialog } from "./OtherJobsDialog";

export interface JobsOfCard {
  card: Named | undefined;
  system: CaSystem | undefined;
  subscription: string | null;
  /** Id of the day's job that it is done for. */
  job: string | null;
}

/** What is seldom needed, and one step away. */
export function OtherJobs(of: JobsOfCard) {
  const { t } = useTranslation("field");
  const [opened, setOpened] = useState(false);
  return (
    <>
      <TouchButton icon={IconDots} aria-haspopup="dialog" aria-expanded={opened} onClick={() => setOpened(true)}>
        {t("otherJobs")}
      </TouchButton>
      {opened && <OtherJobsDialog {...of} onClose={() => setOpened(false)} />}
    </>
  );
}
