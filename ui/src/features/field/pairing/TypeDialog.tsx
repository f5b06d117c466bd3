import { Button, Modal, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useReturnFocus } from "../../../components/focus";
import shared from "../field.module.css";
import { resolvedQuery } from "../queries";
import classes from "./pairing.module.css";
import { FoundText, type TileKind } from "./ScanTile";

interface TypeDialogProps {
  kind: TileKind;
  start: string;
  onTake: (text: string) => void;
  onClose: () => void;
}

const PAUSE = 150;

/** Where the label cannot be scanned. A number that nothing is known by can be used all the same. */
export function TypeDialog({ kind, start, onTake, onClose }: TypeDialogProps) {
  const { t } = useTranslation(["field", "common"]);
  const [text, setText] = useState(start);
  const [asked] = useDebouncedValue(text.trim(), PAUSE);
  const resolved = useQuery({ ...resolvedQuery({ kind, text: asked, by: null }, null), enabled: asked !== "" });
  const current = asked === text.trim() ? resolved.data : undefined;
  useReturnFocus();
  return (
    <Modal opened onClose={onClose} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">{t(`field:type.${kind}`)}</Modal.Title>
      <form
        className={shared.typing}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onTake(text.trim());
        }}
      >
        <TextInput
          data-autofocus
          name="number"
          dir="ltr"
          size="lg"
          label={t(`field:number.${kind}`)}
          value={text}
          onFocus={(event) => event.currentTarget.select()}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <p className={classes.found} aria-live="polite">
          {asked !== "" && <FoundText kind={kind} resolved={current} />}
        </p>
        {current?.eleven && (
          <Button onClick={() => setText(current.eleven ?? text)}>
            {t("field:useEleven", { text: current.eleven })}
          </Button>
        )}
        <div className={shared.answers}>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" variant="filled">
            {text.trim() === "" && start !== "" ? t("field:clear") : t("field:use")}
          </Button>
        </div>
      </form>
    </Modal>
  );
}
