import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useDates } from "../desk/dates";
import { useSnapshot } from "../desk/snapshot";
import { commands, type ListFault } from "../host/bindings";
import { Banner } from "../kit/Banner";
import { ProblemWords } from "../kit/ProblemNote";

const UnreadRows = lazy(async () => ({ default: (await import("./UnreadRows")).UnreadRows }));

const names = { PENDING: "lists.PENDING", REJECTED: "lists.REJECTED", COMPLETED: "lists.COMPLETED" } as const;
const isNamed = (list: string): list is keyof typeof names => list in names;

/** Which lists are not what the server has, since when, and why: nothing on a page tells it by itself. */
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

function Fault({ fault: { list, problem, asOf, unread }, onShow }: { fault: ListFault; onShow: () => void }) {
  const { t } = useTranslation(["shell", "problems"]);
  const dates = useDates();
  const title = unread > 0 ? "unreadRows" : "unreadList";
  return (
    <Banner
      tone="warn"
      role="status"
      actions={
        <>
          {unread > 0 && (
            <Button size="xs" onClick={onShow}>
              {t("showUnread")}
            </Button>
          )}
          <Button size="xs" onClick={() => void commands.refreshRequests().catch(() => undefined)}>
            {t("readAgain")}
          </Button>
        </>
      }
    >
      <b>{t(title, { count: unread, list: isNamed(list) ? t(names[list]) : list })}</b>{" "}
      {asOf === null ? t("neverWhole") : t("wholeAsOf", { at: dates.short(asOf) })}
      {unread === 0 && (
        <>
          <div>{t(`problems:${problem.code}.title`)}</div>
          <ProblemWords problem={problem} />
        </>
      )}
    </Banner>
  );
}
