import { SegmentedControl, TextInput } from "@mantine/core";
import { IconId, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, EntityKind } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { EmptyState } from "../../components/EmptyState";
import { FindButton } from "../../components/FindButton";
import { Icon } from "../../components/Icon";
import { PageHead } from "../../components/PageHead";
import { ProblemNote } from "../../components/ProblemNote";
import { finds } from "../../components/words";
import { identifiersOf } from "../lookups/identifiers";
import { recentsQuery } from "../lookups/queries";
import { EntityList } from "./EntityList";
import classes from "./entityList.module.css";
import type { ListSearch } from "./urls";

const KINDS = ["smartcard", "setTopBox", "item", "subscription", "service"] as const satisfies EntityKind[];

/**
 * The cards, boxes, subscriptions and services stored on this computer: pinned ones first, then the most recently
 * used.
 */
export function EntityListPage() {
  const { t } = useTranslation("entities");
  const navigate = useNavigate();
  const { text = "", kind } = useSearch({ strict: false }) as ListSearch;
  const { data, error } = useQuery(recentsQuery);
  const all = [...(data?.pinned ?? []), ...(data?.recent ?? [])];
  const shown = all.filter((entity) => (!kind || entity.kind === kind) && fits(entity, text));
  const kinds = KINDS.filter((one) => one === kind || all.some((entity) => entity.kind === one));
  const narrow = (search: ListSearch) =>
    void navigate({ to: "/entities", search: { text: text || undefined, kind, ...search }, replace: true });
  return (
    <>
      <PageHead title={t("title")} end={<FindButton />} />
      {error && <ProblemNote problem={asProblem(error)} />}
      <div className={classes.bar}>
        <TextInput
          size="xs"
          aria-label={t("filter")}
          placeholder={t("filterHint")}
          leftSection={<Icon of={IconSearch} size={14} />}
          value={text}
          onChange={(event) => narrow({ text: event.currentTarget.value || undefined })}
        />
        {kinds.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label={t("kindsShown")}
            data={[
              { value: "all", label: t("allKinds") },
              ...kinds.map((value) => ({ value, label: t(`kindsMany.${value}`) })),
            ]}
            value={kind ?? "all"}
            onChange={(value) => narrow({ kind: KINDS.find((one) => one === value) })}
          />
        )}
        <span className={classes.kept}>
          {t("kept", { count: data?.kept ?? 0 })} <Link to="/settings">{t("toSettings")}</Link>
        </span>
      </div>
      {data && all.length === 0 && (
        <EmptyState icon={IconId} title={t("none")} action={<FindButton />}>
          {t("noneNote")}
        </EmptyState>
      )}
      {all.length > 0 && shown.length === 0 && (
        <EmptyState icon={IconSearch} title={t("noneFits")}>
          {t("noneFitsNote")}
        </EmptyState>
      )}
      {shown.length > 0 && <EntityList entities={shown} />}
    </>
  );
}

function fits(entity: Entity, text: string): boolean {
  return finds([...identifiersOf(entity).map((name) => name.text), entity.name, entity.subscription], text);
}
