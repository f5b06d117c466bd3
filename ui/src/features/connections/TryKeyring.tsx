import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands, type Keyring } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { takeSnapshot } from "../../api/queries";
import { ProblemNote } from "../../components/ProblemNote";
import style from "./TryKeyring.module.css";

/** A keyring that was unlocked by hand does not tell so: somebody has it asked once more. */
export function TryKeyring({ keyring }: { keyring: Keyring }) {
  const { t } = useTranslation("shell");
  const trying = useMutation({ mutationFn: commands.app.tryKeyring, onSuccess: takeSnapshot });
  if (keyring.state === "ready" || keyring.state === "unknown") return null;
  return (
    <div className={style.trying}>
      <Button size="xs" aria-busy={trying.isPending} onClick={() => !trying.isPending && trying.mutate()}>
        {t(trying.isPending ? "tryingKeyring" : "tryKeyring")}
      </Button>
      {trying.error && <ProblemNote problem={asProblem(trying.error)} role="status" />}
    </div>
  );
}
