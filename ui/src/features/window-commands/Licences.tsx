import { Button, Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Kbd } from "../../components/Kbd";
import { Dialog } from "../../components/layers/Dialog";
import { finds } from "../../components/words";
import libraries from "../../generated/licences.json";
import "../../i18n/lazyNamespaces";
import { Status } from "../../components/live/Status";
import { useSnapshot } from "../../state/snapshot";
import classes from "./windowCommands.module.css";

/** The version, and the libraries that the desk is made of with their licences. */
export function Licences({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("help");
  const { version } = useSnapshot();
  const [text, setText] = useState("");
  const shown = libraries.filter(({ name, licence }) => finds([name, licence], text));
  return (
    <Dialog onClose={onClose} withCloseButton={false} size="lg">
      <Modal.Title mb="sm">{t("licences")}</Modal.Title>
      <p>{t("licencesOf", { version })}</p>
      <div className={classes.tools}>
        <TextInput
          data-autofocus
          size="xs"
          aria-label={t("licencesFilter")}
          placeholder={t("licencesFilter")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Status>{t("licencesCount", { count: shown.length })}</Status>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and so by keys too */}
      <section className={classes.libraries} tabIndex={0} aria-label={t("licences")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("library")}</th>
              <th scope="col">{t("version")}</th>
              <th scope="col">{t("licence")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ name, version, licence }) => (
              <tr key={`${name} ${version}`}>
                <td>{name}</td>
                <td className="mono">{version}</td>
                <td>{licence}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <Button onClick={onClose} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
        {t("close")}
      </Button>
    </Dialog>
  );
}
