import { Button, Modal } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { CopyButton } from "../../components/Identifier";
import { Kbd } from "../../components/Kbd";
import { Dialog } from "../../components/layers/Dialog";
import { ProblemNote } from "../../components/ProblemNote";
import { useListName } from "./FaultWords";
import classes from "./mirror.module.css";

/** The unreadable rows of a list as the server sent them, for the server's administrator. */
export function UnreadRows({ list, onClose }: { list: string; onClose: () => void }) {
  const { t } = useTranslation(["shell", "common"]);
  const title = t("unreadTitle", { list: useListName(list) });
  const { data: rows, error } = useQuery({
    queryKey: ["unreadRows", list],
    queryFn: () => commands.requests.unreadRows(list),
    gcTime: 0,
  });
  return (
    <Dialog onClose={onClose} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">{title}</Modal.Title>
      <p>{t("unreadNext")}</p>
      {error && <ProblemNote problem={asProblem(error)} />}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so by keys too */}
      <ul className={classes.rows} tabIndex={0} aria-label={title}>
        {rows?.map((row, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two rows may be the same
          <li key={place} className={classes.row}>
            <div className={classes.text} dir="ltr">
              <pre data-selectable>{row.text}</pre>
              <small>{row.reason}</small>
            </div>
            <CopyButton value={row.text} name={t("unreadRow", { place: place + 1 })} />
          </li>
        ))}
      </ul>
      <Button data-autofocus onClick={onClose} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
        {t("common:close")}
      </Button>
    </Dialog>
  );
}
