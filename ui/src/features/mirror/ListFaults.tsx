import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type ListFault } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { useSnapshot } from "../../state/snapshot";
import { FaultWords } from "./FaultWords";

const UnreadRows = lazy(async () => ({ default: (await import("./UnreadRows")).UnreadRows }));

/** Warns of the lists that differ from the server's, with since when and why: pages cannot show it by themselves. */
export function ListFaults() {
  const { listFaults, session } = useSnapshot();
  const [shown, setShown] = useState<string>();
  if (session === null) return null;
  return (
    <>
      {listFaults.map((fault) => (
        <Fault key={fault.list} fault={fault} onShow={() => setShown(fault.list)} />
      ))}
      {shown !== undefined && (
        <Suspense>
          <UnreadRows list={shown} onClose={() => setShown(undefined)} />
        </Suspense>
      )}
    </>
  );
}

function Fault({ fault, onShow }: { fault: ListFault; onShow: () => void }) {
  const { t } = useTranslation("shell");
  return (
    <Banner
      tone="warn"
      role="status"
      actions={
        <>
          {fault.unread > 0 && (
            <Button size="xs" onClick={onShow}>
              {t("showUnread")}
            </Button>
          )}
          <Button size="xs" onClick={() => void commands.mirror.refreshRequests().catch(() => undefined)}>
            {t("readAgain")}
          </Button>
        </>
      }
    >
      <FaultWords fault={fault} />
    </Banner>
  );
}
