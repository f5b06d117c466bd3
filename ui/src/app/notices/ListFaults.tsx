import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { commands, type ListFault } from "../../api/bindings";
import { Banner } from "../../components/Banner";
import { ProblemWords } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";
import { useSnapshot } from "../../state/snapshot";

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

const names = {
  PENDING: "lists.PENDING",
  REJECTED: "lists.REJECTED",
  COMPLETED: "lists.COMPLETED",
  SERVICES: "lists.SERVICES",
} as const;
const isNamed = (list: string): list is keyof typeof names => list in names;

/** The name of a list within a sentence. */
export function useListName(list: string): string {
  const { t } = useTranslation("shell");
  return isNamed(list) ? t(names[list]) : list;
}

/** A fault of a list in words, with its time and cause. */
export function FaultWords({ fault: { list, problem, asOf, unread } }: { fault: ListFault }) {
  const { t } = useTranslation(["shell", "problems"]);
  const dates = useDates();
  const title = unread > 0 ? "unreadRows" : "unreadList";
  return (
    <>
      <b>{t(title, { count: unread, list: useListName(list) })}</b>{" "}
      {asOf === null ? t("neverWhole") : t("wholeAsOf", { at: dates.short(asOf) })}
      {unread === 0 && (
        <>
          <div>
            {t(`problems:${problem.code}.title`)} {t(`problems:${problem.code}.next`)}
          </div>
          <ProblemWords problem={problem} />
        </>
      )}
    </>
  );
}
