import "../../i18n/lazyNamespaces";
import { Button, Modal } from "@mantine/core";
import { useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { type Connection, commands } from "../../api/bindings";
import { onDesk } from "../../api/events";
import { Confirm } from "../../components/Confirm";
import { Kbd } from "../../components/Kbd";
import { Dialog } from "../../components/layers/Dialog";
import { isPageCovered } from "../../components/layers/layers";
import { useStableCallback } from "../../components/useStableCallback";
import { pages } from "../../state/pages";
import { chooseConnection, connectionOf, useSnapshot } from "../../state/snapshot";
import { type LinkTarget, leadsTo, readLink, serverOf } from "./deskLinks";
import classes from "./links.module.css";
import { openedLink } from "./openedLink";

/** Of a link that is not opened. */
const SHOWN_CHARS = 200;

/**
 * Opens the page of a link. It asks where the connection would change, and where a dialog or a job in the field is open.
 */
export function LinkHost() {
  const snapshot = useSnapshot();
  const opened = openedLink.use();
  const { history, latestLocation } = useRouter();
  const here = connectionOf(snapshot);
  useOpenedLinks();

  const close = () => openedLink.set(null);
  const open = ({ address }: LinkTarget) => {
    close();
    history.push(address);
  };
  const target = opened && "target" in opened.read ? opened.read.target : undefined;
  const there = target && connectionFor(target, here, snapshot.connections);
  const openAtOnce = useStableCallback(() => {
    const busy = isPageCovered() || latestLocation.pathname.startsWith(pages.field.path);
    if (target && here && there?.id === here.id && !busy) open(target);
  });
  useEffect(() => {
    if (opened) openAtOnce();
  }, [opened, openAtOnce]);

  if (!opened) return null;
  if (!target || !here || !there) return <NotOpened {...opened} onClose={close} />;
  const change = async () => {
    if (there.id !== here.id && !(await chooseConnection(there.id))) return close();
    open(target);
  };
  return <AskFirst target={target} here={here} there={there} onNo={close} onYes={() => void change()} />;
}

/** Takes the links that other programs opened: one from before the page was there, then each as it comes. */
function useOpenedLinks() {
  useEffect(() => {
    const take = async () => {
      const text = await commands.launch.takeLink();
      if (text !== null) openedLink.set({ text, read: readLink(text) ?? { fault: "malformed" } });
    };
    const takeQuietly = () => void take().catch(() => undefined);
    takeQuietly();
    return onDesk(({ kind }) => kind === "linkOpened" && takeQuietly());
  }, []);
}

/** The connection that is chosen counts before others to the same server. */
const connectionFor = (target: LinkTarget, here: Connection | undefined, all: Connection[]) =>
  [here, ...all].find((one) => one !== undefined && leadsTo(one, target));

interface AskFirstProps {
  target: LinkTarget;
  here: Connection;
  there: Connection;
  onNo: () => void;
  onYes: () => void;
}

function AskFirst({ target, here, there, onNo, onYes }: AskFirstProps) {
  const { t } = useTranslation("links");
  const changes = there.id !== here.id;
  const text = changes ? (
    <>
      <p>{t("changeText")}</p>
      <dl className={classes.connections}>
        <dt>{t("now")}</dt>
        <dd>
          <Place of={here} />
        </dd>
        <dt>{t("link")}</dt>
        <dd>
          <Place of={there} />
        </dd>
      </dl>
    </>
  ) : (
    <>
      <p>{t("openText")}</p>
      <bdi dir="ltr" className={`mono ${classes.text}`}>
        #{target.address}
      </bdi>
    </>
  );
  return (
    <Confirm
      question={{
        title: t(changes ? "changeTitle" : "openTitle"),
        text,
        keep: t("stay"),
        act: t(changes ? "change" : "open"),
      }}
      onNo={onNo}
      onYes={onYes}
    />
  );
}

/** A connection by its name, organisation and server. */
function Place({ of }: { of: Connection }) {
  const { t } = useTranslation("links");
  const server = of.kind === "sandbox" ? t("thisComputer") : serverOf(of);
  return (
    <>
      <b>
        <bdi>{of.name}</bdi>
      </b>
      <br />
      <bdi>{of.organisation}</bdi> · <bdi dir="ltr">{server}</bdi>
    </>
  );
}

type NotOpenedProps = NonNullable<ReturnType<typeof openedLink.get>> & { onClose: () => void };

/** Says why a link is not opened. */
function NotOpened({ text, read, onClose }: NotOpenedProps) {
  const { t } = useTranslation(["links", "common"]);
  return (
    <Dialog onClose={onClose} withCloseButton={false} described>
      <Modal.Title mb="sm">{t("notOpened")}</Modal.Title>
      <p>{"fault" in read ? t(`fault.${read.fault}`) : t("noConnection", { ...read.target })}</p>
      {"fault" in read && (
        <bdi dir="ltr" className={`mono ${classes.text}`}>
          {text.slice(0, SHOWN_CHARS)}
          {text.length > SHOWN_CHARS && "…"}
        </bdi>
      )}
      <div className={classes.answers}>
        <Button data-autofocus onClick={onClose} rightSection={<Kbd keys="Esc" />} aria-keyshortcuts="Escape">
          {t("common:close")}
        </Button>
      </div>
    </Dialog>
  );
}
