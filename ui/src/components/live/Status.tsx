import { type ComponentProps, type JSX, useRef } from "react";
import { useAnnouncedElement } from "./announce";

type StatusProps<T extends "span" | "p" | "div" | "b"> = { as?: T } & Omit<ComponentProps<T>, "ref" | "role">;

/** A text that is announced when it appears and when it changes, such as a count. */
export function Status<T extends "span" | "p" | "div" | "b" = "span">({ as, ...props }: StatusProps<T>) {
  const Element = (as ?? "span") as "span";
  const element = useRef<HTMLSpanElement>(null);
  useAnnouncedElement(element, false);
  return <Element {...(props as JSX.IntrinsicElements["span"])} ref={element} />;
}
