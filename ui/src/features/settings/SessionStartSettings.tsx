import { Switch } from "@mantine/core";
import { queryOptions, useQuery } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { queryClient } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./settings.module.css";

/** Read anew at each visit: the system's own settings change it too. */
const startQuery = queryOptions({
  queryKey: ["session start"],
  queryFn: () => commands.launch.startsWithSession(),
  staleTime: 0,
});

/** Starts the desk with the user's session, hidden. The system's entry is the only record of it. */
export function SessionStartSettings() {
  const { t } = useTranslation("settings");
  const note = useId();
  const { data: on } = useQuery(startQuery);
  const { problem, run } = useCommand({ refresh: null });
  const set = (next: boolean) =>
    run(async () => {
      try {
        await commands.launch.setStartWithSession(next);
      } finally {
        await queryClient.invalidateQueries(startQuery);
      }
    });
  return (
    <Panel title={t("start")}>
      <div className={classes.body}>
        <Switch
          name="start-with-session"
          label={t("startOn")}
          checked={on === true}
          disabled={on == null}
          aria-describedby={note}
          onChange={(event) => void set(event.currentTarget.checked)}
        />
        <p id={note}>{t(on === null ? "startNotHere" : "startNote")}</p>
        {problem && <ProblemNote problem={problem} />}
      </div>
    </Panel>
  );
}
