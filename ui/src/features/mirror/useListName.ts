import { useTranslation } from "react-i18next";

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
