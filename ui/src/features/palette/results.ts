import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Entity, Hit, IdentifierKind, RequestRow } from "../../api/bindings";
import type { Drawing } from "../../components/Icon";
import { operationIcon } from "../../components/operationIcons";
import { finds } from "../../components/words";
import { keysOf, operations, operationsAt, operationText, useUnavailable } from "../../state/catalogue";
import { useDates } from "../../state/dates";
import { pageKeys, pageList } from "../../state/pages";
import { useOperationName } from "../../state/requestTexts";
import { windowCommandList } from "../../state/windowCommands";
import { kindIcons } from "../entities/kindIcons";
import { entityLink } from "../entities/urls";
import { entityRefOf, identifiersOf, mainIdentifier } from "../lookups/identifiers";
import { useRunCommand } from "../window-commands/useRunCommand";

/** One result of the palette. */
export interface Result {
  key: string;
  name: string;
  /** The name is a number: shown left to right in the monospaced font. */
  isNumber?: boolean;
  /** The matching identifier, where it is not the shown one. */
  fits?: string;
  about: string;
  /** The age of the data, and its source. */
  age?: string;
  from?: string;
  pinned?: boolean;
  icon?: Drawing;
  state?: Pick<RequestRow, "state" | "stateText">;
  keys?: string;
  disabled?: boolean;
  /** The palette stays open after the action. */
  stays?: boolean;
  open: () => void;
}

export interface ResultGroup {
  label: string;
  found: Result[];
}

/** Numbers of cards, boxes and requests contain a digit; other text searches for operations. */
export const hasDigit = (text: string) => /\d/.test(text);

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

/** Operations, pages and commands of the window with a name that matches the text. */
export function useNamedResults(text: string): Record<"operations" | "pages" | "commands", Result[]> {
  const { t } = useTranslation(["operations", "common", "shell", "entities", "help"]);
  const navigate = useNavigate();
  const unavailable = useUnavailable();
  const operationName = useOperationName();
  const run = useRunCommand();

  const all = useMemo(() => {
    const operationResults = operations.map((operation): Result => {
      const reason = unavailable(operation.id);
      return {
        key: operation.id,
        name: operationName({ operation: operation.id, requestType: null }),
        about: `${t(`common:${operation.provider}`)} · ${reason ?? t(operationText(operation.id, "summary"))}`,
        icon: operationIcon(operation),
        keys: keysOf(operation),
        disabled: reason !== null,
        open: () => void navigate({ to: "/operations/$operationId", params: { operationId: operation.id } }),
      };
    });
    const pages = pageList.map(
      (page): Result => ({
        key: page.path,
        name: t(page.title),
        about: "",
        icon: page.icon,
        keys: pageKeys(page),
        open: () => void navigate({ to: page.path }),
      }),
    );
    const commands = windowCommandList
      .filter(({ id }) => id !== "palette")
      .map(
        ({ id, icon, key }): Result => ({
          key: id,
          name: t(`help:commands.${id}`),
          about: "",
          icon,
          keys: key?.caps,
          open: () => run(id),
        }),
      );
    return { operations: operationResults, pages, commands };
  }, [t, navigate, unavailable, operationName, run]);

  const fits = (...parts: string[]) => finds(parts, text);
  return {
    operations: all.operations.filter(({ name, about, key }) => fits(name, about, key)),
    pages: all.pages.filter(({ name }) => fits(name)),
    commands: all.commands.filter(({ name }) => fits(name)),
  };
}
