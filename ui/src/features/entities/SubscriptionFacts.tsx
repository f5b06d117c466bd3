import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Thing, ThingPage } from "../../api/bindings";
import { CopyButton, Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { thingLink } from "./address";
import { Fact } from "./Changed";
import classes from "./entities.module.css";
import { mainName, refOf } from "./names";
import { StateTag } from "./StateTag";

/** The subscription that a card or box belongs to, and how that is known. */
export function SubscriptionFacts({ page, subscription }: { page: ThingPage; subscription: Thing }) {
  const { t } = useTranslation("things");
  const number = mainName(subscription);
  return (
    <Panel title={t("kinds.subscription")} end={subscription.state && <StateTag state={subscription.state} />}>
      <dl className={classes.values}>
        <Fact name="subscription" label={t("names.number")}>
          <span className={classes.linked}>
            <Link {...thingLink(refOf(subscription))}>
              <bdi dir="ltr" className="mono">
                {number}
              </bdi>
            </Link>
            <CopyButton value={number} />
          </span>
        </Fact>
        {page.account && (
          <Fact name="account" label={t("account")}>
            <Identifier value={page.account} bare />
          </Fact>
        )}
        {subscription.name && (
          <Fact name="subscriptionName" label={t("holder")}>
            <bdi>{subscription.name}</bdi>
          </Fact>
        )}
      </dl>
      {page.subscriptionBy && page.subscriptionBy !== "lookUp" && (
        <p className={classes.note}>{t("asFarAsKnownFrom", { from: t(`toldBy.${page.subscriptionBy}`) })}</p>
      )}
    </Panel>
  );
}
