import { Button, Modal } from "@mantine/core";
import { useMatch } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "../../components/Kbd";
import { Dialog } from "../../components/layers/Dialog";
import "../../i18n/lazyNamespaces";
import { keysOf, operations, operationText } from "../../state/catalogue";
import { pageKeys, pageList } from "../../state/pages";
import { windowCommandList } from "../../state/windowCommands";
import { keysOnPage, type ListedKey } from "./keysOnPage";
import { useRunCommand } from "./useRunCommand";
import classes from "./windowCommands.module.css";

/** The keys of this page and of the window, from where each is declared. */
export function KeysSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["help", "operations", "shell", "entities"]);
  const run = useRunCommand();
  const inShell = useMatch({ from: "/shell", shouldThrow: false }) !== undefined;

  const windowKeys = windowCommandList.flatMap(({ id, key }) =>
    key && (inShell || key.everywhere) ? [{ keys: key.caps, name: t(`help:commands.${id}`) }] : [],
  );
  const pageLinks = pageList.map((page) => ({ keys: pageKeys(page), name: t(page.title) }));
  const jobs = operations.flatMap((operation) => {
    const keys = keysOf(operation);
    return keys ? [{ keys, name: t(operationText(operation.id, "job")) }] : [];
  });
  const common = new Set([...windowKeys, ...(inShell ? [...pageLinks, ...jobs] : [])].map(({ keys }) => keys));
  // Read once: the page below does not change while the sheet is over it.
  const [all] = useState(() => keysOnPage(document.querySelector("main") ?? document));
  const here = all.filter(({ keys }) => !common.has(keys));

  return (
    <Dialog onClose={onClose} withCloseButton={false} size={inShell ? "xl" : "md"}>
      <Modal.Title mb="sm">{t("help:title")}</Modal.Title>
      <div className={classes.sections}>
        <Keys title={t("help:here")} keys={here} none={t("help:nothingHere")} />
        <Keys title={t("help:window")} keys={windowKeys} note={t("help:questionMark")} />
        {inShell && <Keys title={t("help:pages")} keys={pageLinks} />}
        {inShell && <Keys title={t("help:jobs")} keys={jobs} />}
      </div>
      <div className={classes.tools}>
        <Button onClick={() => run("tour")}>{t("help:tour")}</Button>
        <Button data-autofocus onClick={onClose} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {t("help:close")}
        </Button>
      </div>
    </Dialog>
  );
}

interface KeysProps {
  title: string;
  keys: ListedKey[];
  note?: string;
  /** Said where there are no keys. */
  none?: string;
}

function Keys({ title, keys, note, none }: KeysProps) {
  return (
    <section className={classes.section}>
      <h3>{title}</h3>
      {keys.length === 0 ? (
        <p>{none}</p>
      ) : (
        <dl>
          {keys.map(({ keys, name }) => (
            <div key={`${keys} ${name}`}>
              <dt>{name}</dt>
              <dd>
                <Kbd keys={keys} spoken />
              </dd>
            </div>
          ))}
        </dl>
      )}
      {note && <p>{note}</p>}
    </section>
  );
}
