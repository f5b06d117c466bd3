// The keys of the page that is shown, as its controls declare them: `aria-keyshortcuts` of a control, and the hints below a
// list (`KeyHint` of `components/Kbd.tsx`).

export interface ListedKey {
  /** As key caps say it: `Ctrl+Enter`. */
  keys: string;
  name: string;
}

const CAPS: Record<string, string> = {
  Control: "Ctrl",
  Escape: "Esc",
  Delete: "Del",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

/** `Control+Enter` as key caps say it. */
const capsOf = (keys: string) =>
  keys
    .split("+")
    .map((key) => CAPS[key] ?? key)
    .join("+");

/** Keys of the page's controls and lists, in the order of the page, each with the name of its control. */
export function keysOnPage(page: ParentNode): ListedKey[] {
  const found = new Map<string, ListedKey>();
  for (const element of page.querySelectorAll("[data-keys], [aria-keyshortcuts]")) {
    // A row repeats what its list says, with its own name.
    const isRow = element.matches("a") && element.closest("li, tr") !== null;
    if (isRow || element.closest("[hidden], [inert]")) continue;
    const hint = element.getAttribute("data-keys");
    const declared = hint === null ? (element.getAttribute("aria-keyshortcuts") ?? "").split(" ").map(capsOf) : [hint];
    const name = nameOf(element);
    for (const keys of declared) {
      if (keys !== "" && name !== "") found.set(`${keys} ${name}`, { keys, name });
    }
  }
  return [...found.values()];
}

/** The name of a control, without its key caps. */
const nameOf = (element: Element) =>
  (element.getAttribute("aria-label") ?? textOf(element)).replaceAll(/\s+/g, " ").trim();

function textOf(element: Element): string {
  return [...element.childNodes]
    .map((node) => {
      if (!(node instanceof Element)) return node.textContent ?? "";
      return node.getAttribute("aria-hidden") === "true" ? "" : textOf(node);
    })
    .join(" ");
}
