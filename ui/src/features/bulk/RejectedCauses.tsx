import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type BulkSheet, commands } from "../../api/bindings";
import { useCauses } from "../../state/causes";
import classes from "./bulk.module.css";

/** The causes of the rejected rows of a sheet, each a link to its requests. */
export function RejectedCauses({ sheet, rejected }: { sheet: BulkSheet; rejected: number }) {
  const { t } = useTranslation("bulk");
  const causeOf = useCauses();
  const { data } = useQuery({
    queryKey: ["bulk", "groups", sheet.id, rejected],
    queryFn: () => commands.bulk.bulkGroups(sheet.id),
    placeholderData: keepPreviousData,
  });
  // Groups of one cause are one line.
  const causes = new Map<string, { title: string | null; rows: number }>();
  for (const { group, rows } of data ?? []) {
    const cause = causeOf({ group });
    const id = cause?.id ?? group;
    causes.set(id, { title: cause?.title ?? null, rows: rows + (causes.get(id)?.rows ?? 0) });
  }
  if (causes.size === 0) return null;
  return (
    <section className={classes.causes} aria-label={t("send.why")}>
      <h3>{t("send.why")}</h3>
      <ul>
        {[...causes].map(([id, { title, rows }]) => (
          <li key={id}>
            <Link to="/rejected" search={{ group: id }}>
              <bdi>{title ?? t("send.causeUnknown")}</bdi>
            </Link>{" "}
            <span className={classes.count}>{t("rows", { count: rows })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
