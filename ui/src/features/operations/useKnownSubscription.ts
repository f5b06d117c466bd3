import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import { commands, type Entity, type EntityPage } from "../../api/bindings";
import type { Field, Operation } from "../../state/catalogue";
import { entityQuery } from "../entities/queries";
import { anyIdentifier, type EntityIdentifier, entityRefOf, identifierFor } from "../lookups/identifiers";
import { useLookup } from "../lookups/LookupResult";
import { fieldsOf, isSet, lookupTargetOf } from "./fields/fieldKinds";
import { byName, rowName, type Values } from "./formValues";

/**
 * Fills in the subscription of the form's card, and the only known card of the form's subscription, unless the user
 * typed one. With another source it is taken out again; one that the user removes stays out.
 */
export function useKnownSubscription(
  operation: Operation,
  values: Values,
  change: (next: (values: Values) => Values) => void,
) {
  const [card] = fieldsOf(operation, "smartcard");
  const [owner] = fieldsOf(operation, "subscription");
  const [forCard, setForCard] = useState(NOTHING);
  const [forOwner, setForOwner] = useState(NOTHING);
  const textOf = (field: Field | undefined) => (field && values[inputName(field)]?.trim()) ?? "";
  const [cardText, ownerText] = [textOf(card), textOf(owner)];
  const target = (field: typeof card) => field && lookupTargetOf(field, values[byName(field)]);

  const foundCard = useFound(owner && target(card), cardText, operation);
  const page = useCardPage(foundCard);
  const ownerTarget = owner && lookupTargetOf(owner, "number");
  const known = page?.subscription && ownerTarget && identifierFor(page.subscription, ownerTarget);

  // The next scan would be another card of the set.
  const single = card && !isSet(card) ? card : undefined;
  const foundOwner = useFound(single && target(owner), ownerText, operation);
  const onlyCard = useOnlyCard(foundOwner);
  const cardTarget = single && lookupTargetOf(single, "serial_number");
  const knownCard = onlyCard && cardTarget && identifierFor(onlyCard, cardTarget);

  // What was filled in is no source of its own.
  useFilling(forOwner, setForOwner, {
    field: owner,
    source: cardText === forCard.text ? "" : cardText,
    text: ownerText,
    known,
    change,
  });
  useFilling(forCard, setForCard, {
    field: single,
    source: ownerText === forOwner.text ? "" : ownerText,
    text: cardText,
    known: knownCard,
    change,
  });

  return {
    /** The source of an input's text that was not typed. */
    filledFrom: (input: string): "card" | "subscription" | undefined => {
      if (owner?.name === input && forOwner.text !== "" && ownerText === forOwner.text) return "card";
      return single?.name === input && forCard.text !== "" && cardText === forCard.text ? "subscription" : undefined;
    },
    /** The services of the card, as requests made them. */
    services: page?.services ?? [],
  };
}

const inputName = (field: Field) => (isSet(field) ? rowName(field, 0) : field.name);

/** A text that was filled in, and the text that it was known for. */
interface FilledText {
  source: string;
  text: string;
}

const NOTHING: FilledText = { source: "", text: "" };

interface Filling {
  field: Field | undefined;
  source: string;
  /** The present text of the field. */
  text: string;
  known: EntityIdentifier | undefined | null;
  change: (next: (values: Values) => Values) => void;
}

/** Fills a field while it is empty, once for each source. */
function useFilling(filled: FilledText, setFilled: (filled: FilledText) => void, filling: Filling) {
  const { field, source, text, known, change } = filling;
  const fill = useEffectEvent(() => {
    if (!field) return;
    if (filled.source !== source && filled.text !== "") {
      if (text === filled.text) change((all) => ({ ...all, [field.name]: "" }));
      setFilled(NOTHING);
    } else if (known && filled.source !== source && text === "") {
      change((all) => ({ ...all, [field.name]: known.text, [byName(field)]: known.by }));
      setFilled({ source, text: known.text });
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what it waits for
  useEffect(fill, [source, known?.text, filled.source]);

  // Typing replaces what was filled in under the caret.
  const input = field?.name;
  useEffect(() => {
    const focused = document.activeElement;
    if (filled.text && focused instanceof HTMLInputElement && focused.name === input) focused.select();
  }, [filled, input]);
}

/** The entity that the look-up of a field found. */
function useFound(target: Parameters<typeof useLookup>[0], text: string, { provider }: Operation): Entity | null {
  const { resolved } = useLookup(target, text, provider);
  return resolved?.state === "found" && !resolved.wrongKind ? resolved.entity : null;
}

const NO_CARD = anyIdentifier("smartcard", "");

/** The page of a card that the look-up found. It asks the server for a subscription that is not known here. */
function useCardPage(card: Entity | null): EntityPage | undefined {
  const page = useQuery({ ...entityQuery(card ? entityRefOf(card) : NO_CARD), enabled: card !== null });
  return card ? page.data : undefined;
}

/** The card of a subscription that has no other one, as far as known. */
function useOnlyCard(subscription: Entity | null): Entity | null | undefined {
  const of = subscription ? entityRefOf(subscription) : anyIdentifier("subscription", "");
  const card = useQuery({
    queryKey: ["entities", "onlyCard", of],
    queryFn: () => commands.households.onlyCard(of),
    enabled: subscription !== null,
  });
  return subscription ? card.data : undefined;
}
