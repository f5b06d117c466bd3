import { Button, CloseButton, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ChosenFile, commands } from "../../api/bindings";
import { useCommand } from "../../api/useCommand";
import { OptionalLabel } from "../../components/labels/OptionalLabel";
import { ProblemNote } from "../../components/ProblemNote";
import classes from "./connections.module.css";

interface CaFileProps {
  /** The file that the connection has, or the handle of one that was chosen. */
  file: string | null;
  onChange: (file: string | null) => void;
  error: string | null | undefined;
}

/** The CA file of a connection. It is chosen, not typed: the page can name no file that the user did not choose. */
export function CaFile({ file, onChange, error }: CaFileProps) {
  const { t } = useTranslation("connections");
  const [chosen, setChosen] = useState<ChosenFile>();
  const acting = useCommand();
  async function choose() {
    const next = await acting.run(() => commands.window.chooseFile("readCaFile", null));
    if (!next) return;
    setChosen(next);
    onChange(next.handle);
  }
  const shown = chosen?.handle === file ? chosen?.name : file;
  return (
    <div>
      <TextInput
        name="ca_file"
        label={<OptionalLabel>{t("caFile")}</OptionalLabel>}
        description={t("caFileNote")}
        value={shown ?? ""}
        readOnly
        dir="ltr"
        error={error}
        rightSection={file && <CloseButton size="sm" aria-label={t("noCaFile")} onClick={() => onChange(null)} />}
        inputContainer={(input) => (
          <div className={classes.file}>
            {input}
            <Button aria-busy={acting.busy} onClick={() => void choose()}>
              {t("chooseCaFile")}
            </Button>
          </div>
        )}
      />
      {acting.problem && <ProblemNote problem={acting.problem} />}
    </div>
  );
}
