import { Button } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { DecideWhy, Decision } from "../../api/bindings";
import { useDates } from "../../state/dates";
import { useDoubtWords } from "../../state/useDoubtWords";
import { useOperationName } from "../../state/useOperationName";
import classes from "./field.module.css";
import { RowName } from "./RowName";

interface DecisionRowProps {
  decision: Decision;
  busy: boolean;
  onDecide: (send: boolean) => void;
  /** It leads to another page. */
  onOpen: () => void;
}

/** Why a request does not leave by itself any more. One that may have arrived is only looked at, never sent from here. */
export function DecisionRow({ decision: { row, why }, busy, onDecide, onOpen }: DecisionRowProps) {
  const { t } = useTranslation("field");
  return (
    <li>
      <RowName row={row} />
      <p>
        <WhyText why={why} />
      </p>
      <div className={classes.answers}>
        <Button component={Link} to={`/requests/${row.key}`} onClick={onOpen}>
          {t("sheet.open")}
        </Button>
        {why.kind !== "unknown" && (
          <>
            <Button aria-disabled={busy} onClick={() => onDecide(false)}>
              {t("sheet.takeBack")}
            </Button>
            <Button aria-disabled={busy} variant="filled" onClick={() => onDecide(true)}>
              {t("sheet.sendAnyway")}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

function WhyText({ why }: { why: DecideWhy }) {
  const { t } = useTranslation(["field", "common", "problems"]);
  const dates = useDates();
  const jobName = useOperationName();
  const doubtWords = useDoubtWords();
  switch (why.kind) {
    case "expired":
      return t("field:why.expired", { at: dates.short(why.since) });
    case "meanwhile": {
      const { created, user, number } = why.other;
      return t("field:why.meanwhile", {
        job: jobName(why.other),
        number: number ?? why.other.id ?? t("common:none"),
        at: created === null ? t("common:none") : dates.short(created),
        user: user ?? t("field:somebody"),
      });
    }
    case "changed": {
      const { text, before, after } = why;
      const said = (word: string | null) => word ?? t("field:why.nothing");
      return t("field:why.changed", { text, before: said(before), after: said(after) });
    }
    case "unread": {
      const named = why.lists.map(({ list: state, asOf }) => {
        const list = t(`field:why.list.${state as "COMPLETED"}`, { defaultValue: state });
        return asOf === null
          ? t("field:why.neverRead", { list })
          : t("field:why.lastRead", { list, at: dates.short(asOf) });
      });
      return (
        <>
          {why.problem && t(`problems:${why.problem.code}.title`)} {t("field:why.unread", { lists: named.join(", ") })}
        </>
      );
    }
    case "unknown":
      return t("field:why.unknown");
    case "doubt":
      return doubtWords(why.doubt);
  }
}
