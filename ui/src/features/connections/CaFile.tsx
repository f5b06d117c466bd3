import { Button, CloseButton, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type ChosenFile, commands } from "../../api/bindings";
import { useActing } from "../../api/useActing";
import { Optional } from "../../components/Optional";
import { ProblemNote } from "../../components/ProblemNote";
import style from "./ConnectionDialog.module.css";

interface Props {
  /** The file that the connection has, or the handle of one that was chosen. */
  file: string | null;
  onChange: (file: string | null) => void;
  error: string | null | undefined;
}

/** It is chosen and not typed: the page can name no file that nobody pointed at. */
export function CaFile({ file, onChange, error }: Props) {
  const { t } = useTranslation("connections");
  const [chosen, setChosen] = useState<ChosenFile>();
  const acting = useActing();
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
        label={<Optional>{t("caFile")}</Optional>}
        description={t("caFileNote")}
        value={shown ?? ""}
        readOnly
        dir="ltr"
        error={error}
        rightSection={file && <CloseButton size="sm" aria-label={t("noCaFile")} onClick={() => onChange(null)} />}
        inputContainer={(input) => (
          <div className={style.file}>
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
