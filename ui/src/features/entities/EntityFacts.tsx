import { Anchor, Button, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy, IconLock } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createContext, type ReactNode, useContext } from "react";
import { useTranslation } from "react-i18next";
import { commands, type Entity, type EntityPage } from "../../api/bindings";
import { refreshEntities } from "../../api/queries";
import { useCommand } from "../../api/useCommand";
import { Icon } from "../../components/Icon";
import { Identifier } from "../../components/Identifier";
import { Tag } from "../../components/labels/Tag";
import { Panel } from "../../components/Panel";
import { ProblemNote } from "../../components/ProblemNote";
import { useCopied } from "../../components/useCopied";
import { useDates } from "../../state/dates";
import { identifiersOf, mainIdentifier } from "../lookups/identifiers";
import { StateTag } from "./EntityHeader";
import { EntityNumber } from "./EntityNumbers";
import classes from "./entities.module.css";
import { useServerTerms } from "./useServerTerms";

/** Names of the facts that changed a moment ago. */
export const ChangedNames = createContext<ReadonlySet<string>>(new Set());

/** A line in a list of facts, highlighted for a while after its value changed. */
function Fact({ name, label, children }: { name: string; label: ReactNode; children: ReactNode }) {
  const { t } = useTranslation("entities");
  const isChanged = useContext(ChangedNames).has(name);
  return (
    <>
      <dt>{label}</dt>
      <dd className={classes.fact} data-changed={isChanged || undefined}>
        {children}
        {isChanged && <VisuallyHidden>{t("changed")}</VisuallyHidden>}
      </dd>
    </>
  );
}

/** All identifiers of the entity, copied one by one or all at once. */
export function IdentifierFacts({ entity }: { entity: Entity }) {
  const { t } = useTranslation("entities");
  const names = identifiersOf(entity).map(({ by, text }) => ({ by, text, label: t(`names.${by}`) }));
  return (
    <Panel title={t("identifiers")} end={names.length > 1 && <CopyAll names={names} />}>
      <dl className={classes.values}>
        {names.map(({ by, text, label }) => (
          <Fact key={by} name={by} label={label}>
            <Identifier value={text} bare />
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

/** Copies lines such as `CA ID: 01900000001`. */
function CopyAll({ names }: { names: { label: string; text: string }[] }) {
  const { t } = useTranslation(["entities", "common"]);
  const { copied, copy } = useCopied();
  return (
    <Button
      size="xs"
      variant="subtle"
      leftSection={<Icon of={copied ? IconCheck : IconCopy} size={14} />}
      onClick={() => copy(names.map(({ label, text }) => `${label}: ${text}`).join("\n"))}
    >
      {copied ? t("common:copied") : t("entities:copyAll")}
    </Button>
  );
}

/** The properties of the entity in the server's terms. Properties that the server did not return are absent. */
export function ItemFacts({ page: { entity, ownership, account } }: { page: EntityPage }) {
  const { t } = useTranslation("entities");
  const words = useServerTerms();
  const isItem = entity.kind === "smartcard" || entity.kind === "setTopBox" || entity.kind === "item";
  const names = { subscription: "holder", service: "description" } as const;
  const nameLabel = entity.kind === "subscription" || entity.kind === "service" ? names[entity.kind] : "product";
  if (!isItem && !entity.name && !entity.state && !account) return null;
  return (
    <Panel title={t(`kinds.${entity.kind}`)}>
      <dl className={classes.values}>
        {entity.name && (
          <Fact name="name" label={t(nameLabel)}>
            <bdi>{entity.name}</bdi>{" "}
            {entity.product && (
              <bdi dir="ltr" className={`mono ${classes.faint}`}>
                {entity.product}
              </bdi>
            )}
          </Fact>
        )}
        {entity.state && (
          <Fact name="state" label={t("state")}>
            {words.state(entity.state)}
          </Fact>
        )}
        {ownership && (
          <Fact name="ownership" label={t("ownership")}>
            {words.ownership(ownership)}
          </Fact>
        )}
        {entity.kind === "subscription" && account && (
          <Fact name="account" label={t("account")}>
            <Identifier value={account} bare />
          </Fact>
        )}
        {isItem && (
          <Fact name="kind" label={t("class")}>
            {entity.kind === "item" ? t("classNotTold") : t(`kinds.${entity.kind}`)} <OurMapping entity={entity} />
          </Fact>
        )}
      </dl>
    </Panel>
  );
}

/** The server does not distinguish cards from boxes: a tag says that the connection's identifier rules did. */
function OurMapping({ entity }: { entity: Entity }) {
  const { t } = useTranslation("entities");
  const text = entity.serialNumber ?? "";
  const { data: kind } = useQuery({
    queryKey: ["entities", "class", text],
    queryFn: () => commands.connections.classify(text),
    enabled: text !== "" && entity.kind !== "item",
  });
  return kind === entity.kind ? (
    <Tag tone="mute" plain title={t("ourMappingNote")}>
      {t("ourMapping")}
    </Tag>
  ) : null;
}

/** The subscription of a card or box, and the source of that fact. */
export function SubscriptionFacts({ page, subscription }: { page: EntityPage; subscription: Entity }) {
  const { t } = useTranslation("entities");
  const number = mainIdentifier(subscription);
  return (
    <Panel title={t("kinds.subscription")} end={subscription.state && <StateTag state={subscription.state} />}>
      <dl className={classes.values}>
        <Fact name="subscription" label={t("names.number")}>
          <EntityNumber kind="subscription" text={number} />
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

/** The time until which this computer stores the server's data, and a link that deletes it now. */
export function RetentionNote({ page: { entity, known, keptUntil } }: { page: EntityPage }) {
  const { t } = useTranslation("entities");
  const dates = useDates();
  const navigate = useNavigate();
  const { problem, run } = useCommand({ refresh: refreshEntities });
  if (!known || (keptUntil === null && !entity.pinned)) return null;
  const remove = () =>
    run(async () => {
      await commands.lookups.forgetEntity(entity.key);
      await navigate({ to: "/entities" });
    });
  return (
    <div className={classes.keeping}>
      <Icon of={IconLock} size={14} />
      <p>
        {entity.pinned || keptUntil === null ? t("keptPinned") : t("keptUntil", { at: dates.date(keptUntil) })}{" "}
        <Anchor component="button" type="button" inherit onClick={() => void remove()}>
          {t("removeNow")}
        </Anchor>
      </p>
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
