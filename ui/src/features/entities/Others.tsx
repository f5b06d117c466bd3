import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Thing } from "../../api/bindings";
import { Icon } from "../../components/Icon";
import { Panel } from "../../components/Panel";
import { thingLink } from "./address";
import classes from "./entities.module.css";
import { kindIcons } from "./kinds";
import { mainName, refOf } from "./names";

/** Other things that the same number is a name of. */
export function Others({ others }: { others: Thing[] }) {
  const { t } = useTranslation("things");
  return (
    <Panel title={t("others")}>
      <ul className={classes.pairing}>
        {others.map((thing) => (
          <li key={thing.key}>
            <Link {...thingLink(refOf(thing))} className={classes.node}>
              <Icon of={kindIcons[thing.kind]} />
              <span>{t(`kinds.${thing.kind}`)}</span>
              <bdi dir="ltr" className="mono">
                {mainName(thing)}
              </bdi>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
