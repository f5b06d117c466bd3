import { useTranslation } from "react-i18next";
import type { ListFault } from "../../api/bindings";
import { ProblemWords } from "../../components/ProblemNote";
import { useDates } from "../../state/dates";

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
