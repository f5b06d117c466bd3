import { Link } from "@tanstack/react-router";
import type { EntityKind, RequestRow } from "../../api/bindings";
import { CopyButton } from "../../components/Identifier";
import { anyIdentifier } from "../lookups/identifiers";
import classes from "./entities.module.css";
import { entityLink } from "./urls";

export type EntityOfRequest = { kind: Exclude<EntityKind, "item" | "request">; text: string };

/** The numbers in one field of a request: a set of cards or boxes is one text. */
const numbersOf = (texts: string | null): string[] => (texts?.split(", ") ?? []).filter(Boolean);

/** The entities that a request names. */
export function namedEntities({ smartcard, setTopBox, subscription, service }: RequestRow): EntityOfRequest[] {
  const all = (kind: EntityOfRequest["kind"], texts: string | null) => numbersOf(texts).map((text) => ({ kind, text }));
  return [
    ...all("smartcard", smartcard),
    ...all("setTopBox", setTopBox),
    ...all("subscription", subscription),
    ...all("service", service),
  ];
}

/** Numbers of cards, boxes, subscriptions or services: each leads to its page, and can be copied. */
export function EntityNumbers({ kind, texts }: { kind: EntityKind; texts: string }) {
  return numbersOf(texts).map((text) => <EntityNumber key={text} kind={kind} text={text} />);
}

interface EntityNumberProps {
  kind: EntityKind;
  text: string;
  /** Off where the number stands in a sentence. */
  copy?: boolean;
  tabIndex?: number;
}

export function EntityNumber({ kind, text, copy = true, tabIndex }: EntityNumberProps) {
  return (
    <span className={classes.linked}>
      <Link {...entityLink(anyIdentifier(kind, text))} tabIndex={tabIndex}>
        <bdi dir="ltr" className="mono">
          {text}
        </bdi>
      </Link>
      {copy && <CopyButton value={text} />}
    </span>
  );
}

const KINDS: Partial<Record<string, EntityKind>> = {
  smartcard: "smartcard",
  stb: "setTopBox",
  service: "service",
  subscription: "subscription",
};

/** The kind of entity that a parameter of the API names, such as `existing_smartcard_ca_id`. */
export function kindOfParameter(name: string): EntityKind | undefined {
  const [, kind = ""] = /(smartcard|stb|service|subscription)_(?:ca_id|identifier)$/.exec(name) ?? [];
  return KINDS[kind];
}
