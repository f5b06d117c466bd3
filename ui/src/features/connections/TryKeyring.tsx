import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { commands, type Keyring } from "../../api/bindings";
import { takeSnapshot } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./connections.module.css";

/** A button that asks the keyring again: a keyring sends no event when it is unlocked. */
export function TryKeyring({ keyring }: { keyring: Keyring }) {
  const { t } = useTranslation("shell");
  const trying = useCommand({ refresh: null });
  if (keyring.state === "ready" || keyring.state === "unknown") return null;
  const ask = () => trying.run(async () => takeSnapshot(await commands.app.tryKeyring()));
  return (
    <div className={classes.trying}>
      <Button size="xs" aria-busy={trying.busy} onClick={() => void ask()}>
        {t(trying.busy ? "tryingKeyring" : "tryKeyring")}
      </Button>
      {trying.problem && <ProblemNote problem={trying.problem} role="status" />}
    </div>
  );
}
