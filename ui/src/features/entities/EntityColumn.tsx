import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { EntityRef } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { Icon } from "../../components/Icon";
import { ProblemNote } from "../../components/ProblemNote";
import { EntityBody } from "./EntityBody";
import classes from "./entities.module.css";
import { kindIcons } from "./kindIcons";
import { entityQuery, useRefreshEntity } from "./queries";
import { entityLink } from "./urls";

/** The page of an entity beside a list: its content in one column, below a link to the page. */
export function EntityColumn({ of }: { of: EntityRef }) {
  const { t } = useTranslation("entities");
  const { data: page, error } = useQuery(entityQuery(of));
  const refresh = useRefreshEntity(of);
  const kind = t(`kinds.${of.kind}`);
  return (
    <section className={classes.beside} aria-label={`${kind} ${of.text}`}>
      <header className={classes.besideHead}>
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
      {page && <EntityBody of={of} page={page} refresh={refresh} />}
    </section>
  );
}
