import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { EntityRef } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import entityClasses from "../entities/entities.module.css";
import { kindIcons } from "../entities/kindIcons";
import { entityQuery, useRefreshEntity } from "../entities/queries";
import { entityLink } from "../entities/urls";
import { HouseholdBody } from "./HouseholdBody";
import classes from "./household.module.css";
import { householdQuery } from "./queries";

/** The page of an entity beside a list: its content in one column, below a link to the page. */
export function HouseholdColumn({ of }: { of: EntityRef }) {
  const { t } = useTranslation("entities");
  const { data: page, error } = useQuery(entityQuery(of));
  const { data: household } = useQuery(householdQuery(of));
  const refresh = useRefreshEntity(of);
  const kind = t(`kinds.${of.kind}`);
  return (
    <section className={`${entityClasses.beside} ${classes.beside}`} aria-label={t("beside", { kind, text: of.text })}>
      <header className={entityClasses.besideHead}>
        <Icon of={kindIcons[of.kind]} />
        <h2>
          {kind}{" "}
          <Link {...entityLink(of)}>
            <bdi dir="ltr" className="mono">
              {of.text}
            </bdi>
          </Link>
        </h2>
      </header>
      {error && <ProblemNote problem={asProblem(error)} role="status" />}
      {page && <HouseholdBody of={of} page={page} household={household} refresh={refresh} />}
    </section>
  );
}
