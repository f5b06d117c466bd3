import { useQuery } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useState } from "react";
import type { Entity, EntityPage } from "../../api/bindings";
import type { Field, Operation } from "../../state/catalogue";
import { entityQuery } from "../entities/queries";
import { anyIdentifier, entityRefOf, identifierFor } from "../lookups/identifiers";
import { useLookup } from "../lookups/LookupResult";
import { fieldsOf, isSet, lookupTargetOf } from "./fields/fieldKinds";
import { byName, rowName, type Values } from "./formValues";

/**
 * Fills in the subscription of the form's card as soon as it is known, unless the user typed one. With another card it
 * is taken out again; one that the user removes stays out.
 */
export function useKnownSubscription(
  operation: Operation,
  values: Values,
  change: (next: (values: Values) => Values) => void,
) {
  const [card] = fieldsOf(operation, "smartcard");
  const [owner] = fieldsOf(operation, "subscription");
  const cardText = (card && values[inputName(card)]?.trim()) ?? "";
  const { resolved } = useLookup(
    owner && card && lookupTargetOf(card, values[byName(card)]),
    cardText,
    operation.provider,
  );
  const found = resolved?.state === "found" && !resolved.wrongKind ? resolved.entity : null;
  const page = useCardPage(found);
  const target = owner && lookupTargetOf(owner, "number");
  const known = page?.subscription && target && identifierFor(page.subscription, target);

  const [filled, setFilled] = useState({ card: "", text: "" });
  const text = (owner && values[owner.name]) ?? "";
  const fill = useEffectEvent(() => {
    if (!owner) return;
    if (filled.card !== cardText && filled.text !== "") {
      if (text === filled.text) change((all) => ({ ...all, [owner.name]: "" }));
      setFilled({ card: "", text: "" });
    } else if (known && filled.card !== cardText && text.trim() === "") {
      change((all) => ({ ...all, [owner.name]: known.text, [byName(owner)]: known.by }));
      setFilled({ card: cardText, text: known.text });
    }
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: these are what it waits for
  useEffect(fill, [cardText, known?.text, filled.card]);

  // Typing replaces what was filled in under the caret.
  const input = owner?.name;
  useEffect(() => {
    const focused = document.activeElement;
    if (filled.text && focused instanceof HTMLInputElement && focused.name === input) focused.select();
  }, [filled, input]);

  return {
    /** The text of this input is the card's subscription, and was not typed. */
    isFilled: (input: string) => owner?.name === input && filled.text !== "" && text === filled.text,
    /** The services of the card, as requests made them. */
    services: page?.services ?? [],
  };
}

const inputName = (field: Field) => (isSet(field) ? rowName(field, 0) : field.name);

const NO_CARD = anyIdentifier("smartcard", "");

/** The page of a card that the look-up found. It asks the server for a subscription that is not known here. */
function useCardPage(card: Entity | null): EntityPage | undefined {
  const page = useQuery({ ...entityQuery(card ? entityRefOf(card) : NO_CARD), enabled: card !== null });
  return card ? page.data : undefined;
}
