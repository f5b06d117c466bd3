import { Anchor } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Problem, type ThingPage } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { refreshThings } from "../../api/queries";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import classes from "./thing.module.css";

/** How long this computer keeps what the server told, and the way to take it away now. */
export function Keeping({ page: { thing, known, keptUntil } }: { page: ThingPage }) {
  const { t } = useTranslation("things");
  const dates = useDates();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<Problem>();
  if (!known || (keptUntil === null && !thing.pinned)) return null;
  const remove = async () => {
    try {
      await commands.lookups.forgetThing(thing.key);
      await navigate({ to: "/things" });
      await refreshThings();
    } catch (reason) {
      setProblem(asProblem(reason));
    }
  };
  return (
    <div className={classes.keeping}>
      <Icon of={IconLock} size={14} />
      <p>
        {thing.pinned || keptUntil === null ? t("keptPinned") : t("keptUntil", { at: dates.date(keptUntil) })}{" "}
        <Anchor component="button" type="button" inherit onClick={() => void remove()}>
          {t("removeNow")}
        </Anchor>
      </p>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
