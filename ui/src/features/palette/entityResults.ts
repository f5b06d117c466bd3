import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Entity, Hit, IdentifierKind, RequestRow } from "../../api/bindings";
import { operationsAt } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { useOperationName } from "../../state/useOperationName";
import { useUnavailable } from "../../state/useUnavailable";
import { kindIcons } from "../entities/kindIcons";
import { entityLink } from "../entities/urls";
import { entityRefOf, identifiersOf, mainIdentifier } from "../lookups/identifiers";
import type { Result } from "./results";

/** The operation that a service is looked up for. */
const [forService] = operationsAt("service-page");

/** Converts entities and requests into results of the palette. */
export function useEntityResults(): {
  ofHit: (hit: Hit) => Result;
  ofEntity: (entity: Entity, by?: IdentifierKind) => Result;
} {
  const { t } = useTranslation(["entities", "common"]);
  const dates = useDates();
  const navigate = useNavigate();
  const operationName = useOperationName();
  const unavailable = useUnavailable();

  function ofEntity(entity: Entity, by?: IdentifierKind): Result {
    const name = mainIdentifier(entity);
    const fitting = identifiersOf(entity).find((one) => one.by === by);
    return {
      key: `entity ${entity.key}`,
      name,
      isNumber: true,
      fits: fitting && fitting.text !== name ? `${t(`entities:names.${fitting.by}`)} ${fitting.text}` : undefined,
      about: [
        t(`entities:kinds.${entity.kind}`),
        entity.name,
        entity.kind === "subscription" ? null : entity.subscription,
        providerName(entity.provider),
      ]
        .filter(Boolean)
        .join(" · "),
      age: t("entities:asOf", { at: dates.short(entity.asOf) }),
      from: t(`entities:toldBy.${entity.source}`),
      pinned: entity.pinned,
      icon: kindIcons[entity.kind],
      open: () => void navigate(entity.kind === "service" ? ofService(entity) : entityLink(entityRefOf(entity))),
    };
  }

  const providerName = (provider: string | null) =>
    provider === "conax" || provider === "nagravision" ? t(`common:${provider}`) : provider;

  /** The operation that a service is looked up for; its page, where the server lacks that operation. */
  function ofService(entity: Entity) {
    const name = identifiersOf(entity).find(({ by }) => by === "code" || by === "id" || by === "alternative_code");
    if (!name || !forService || unavailable(forService.id) !== null) return entityLink(entityRefOf(entity));
    const values = { service_identifier: name.text, "service_identifier.by": name.by };
    return {
      to: "/operations/$operationId",
      params: { operationId: forService.id },
      search: { with: JSON.stringify(values) },
    } as const;
  }

  function ofRequest(row: RequestRow): Result {
    const at = row.updated ?? row.created;
    return {
      key: `request ${row.key}`,
      name: row.number ?? operationName(row),
      isNumber: row.number !== null,
      about: [
        t("entities:kinds.request"),
        row.number === null ? null : operationName(row),
        row.smartcard,
        row.setTopBox,
        row.service,
        row.subscription,
      ]
        .filter(Boolean)
        .join(" · "),
      age: at === null ? undefined : t("entities:asOf", { at: dates.short(at) }),
      from: t(row.mine ? "entities:toldBy.journal" : "entities:toldBy.lists"),
      icon: kindIcons.request,
      state: row,
      open: () => void navigate({ to: "/requests/$key", params: { key: row.key } }),
    };
  }

  return { ofEntity, ofHit: (hit) => (hit.what === "entity" ? ofEntity(hit.entity, hit.by) : ofRequest(hit.row)) };
}
