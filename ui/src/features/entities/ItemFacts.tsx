import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { commands, type Thing, type ThingPage } from "../../api/bindings";
import { Identifier } from "../../components/Identifier";
import { Panel } from "../../components/Panel";
import { Tag } from "../../components/Tag";
import { Fact } from "./Changed";
import classes from "./thing.module.css";
import { useWords } from "./useWords";

/** What the thing is, in the server's words. What the server did not tell is absent. */
export function ItemFacts({ page: { thing, ownership, account } }: { page: ThingPage }) {
  const { t } = useTranslation("things");
  const words = useWords();
  const isItem = thing.kind === "smartcard" || thing.kind === "setTopBox" || thing.kind === "item";
  const names = { subscription: "holder", service: "description" } as const;
  const nameLabel = thing.kind === "subscription" || thing.kind === "service" ? names[thing.kind] : "product";
  if (!isItem && !thing.name && !thing.state && !account) return null;
  return (
    <Panel title={t(`kinds.${thing.kind}`)}>
      <dl className={classes.list}>
        {thing.name && (
          <Fact name="name" label={t(nameLabel)}>
            <bdi>{thing.name}</bdi>{" "}
            {thing.product && (
              <bdi dir="ltr" className={`mono ${classes.faint}`}>
                {thing.product}
              </bdi>
            )}
          </Fact>
        )}
        {thing.state && (
          <Fact name="state" label={t("state")}>
            {words.state(thing.state)}
          </Fact>
        )}
        {ownership && (
          <Fact name="ownership" label={t("ownership")}>
            {words.ownership(ownership)}
          </Fact>
        )}
        {thing.kind === "subscription" && account && (
          <Fact name="account" label={t("account")}>
            <Identifier value={account} bare />
          </Fact>
        )}
        {isItem && (
          <Fact name="kind" label={t("class")}>
            {thing.kind === "item" ? t("classNotTold") : t(`kinds.${thing.kind}`)} <OurMapping thing={thing} />
          </Fact>
        )}
      </dl>
    </Panel>
  );
}

/** The server does not tell cards from boxes: where the connection's rules do, that is said. */
function OurMapping({ thing }: { thing: Thing }) {
  const { t } = useTranslation("things");
  const text = thing.serialNumber ?? "";
  const { data: kind } = useQuery({
    queryKey: ["things", "class", text],
    queryFn: () => commands.connections.classify(text),
    enabled: text !== "" && thing.kind !== "item",
  });
  return kind === thing.kind ? (
    <Tag tone="mute" plain title={t("ourMappingNote")}>
      {t("ourMapping")}
    </Tag>
  ) : null;
}
