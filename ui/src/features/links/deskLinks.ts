// Links to pages of the desk: `provisioning-desk://open?server=https://crm.example&organisation=Kestrel+TV#/requests`. Any
// program can open one, so a link names the server and a page, and nothing that fills in or sends. Entities and requests have
// the server's id in it: customers' numbers stay out of mails and chats.

import type { Connection, EntityKind } from "../../api/bindings";
import { operationById } from "../../state/catalogue";
import { stringifySearch } from "../../state/urlSearch";

/** Longer than any link that the desk makes. */
export const MAX_LINK = 2_000;

const SCHEME = "provisioning-desk:";
const PLACE = "open";

/** Stands for the built-in sandbox, whose address is another one at each start. */
const SANDBOX = "sandbox";

/** What a link leads to. */
export interface LinkTarget {
  /** Origin of the server, such as `https://crm.example`. */
  server: string;
  organisation: string;
  /** The address in the window, such as `/requests?states=rejected`. */
  address: string;
}

/** Why a link is not opened; each has its text. */
export type LinkFault = "tooLong" | "malformed" | "unknownPage" | "carriesValues";

export type ReadLink = { target: LinkTarget } | { fault: LinkFault };

/** Pages that a link may lead to, and the parts of their search that it may bring along. */
const PAGES: readonly { path: RegExp; search?: readonly string[]; fits?: (segments: string[]) => boolean }[] = [
  { path: /^\/(?:home|bulk|field|settings)$/ },
  {
    path: /^\/requests(?:\/server-[^/]+)?$/,
    search: ["states", "provider", "type", "user", "unit", "priority", "made", "from", "to", "mine", "error", "sort"],
  },
  {
    path: /^\/rejected(?:\/server-[^/]+)?$/,
    search: ["group", "job", "show", "period", "from", "to", "age", "assignee", "unassigned", "sort"],
  },
  { path: /^\/handover$/, search: ["hours", "since"] },
  { path: /^\/history$/, search: ["user", "job", "states", "made", "from", "to"] },
  { path: /^\/entities$/, search: ["kind"] },
  {
    path: /^\/entities\/(?:smartcard|setTopBox|item|subscription|service)\/[^/]+$/,
    search: ["by"],
  },
  { path: /^\/operations\/[^/]+$/, fits: ([, id = ""]) => operationById(id) !== undefined },
];

/** Separators and steps in a segment, and characters that are not shown or change the order of others. */
const NO_SEGMENT = /^\.{1,2}$|[/\\]|\p{C}/u;

/** The segments of a path, decoded once; `undefined` for what a path of the desk has none of. */
function segmentsOf(path: string): string[] | undefined {
  try {
    const segments = path.slice(1).split("/").map(decodeURIComponent);
    return segments.some((segment) => segment === "" || NO_SEGMENT.test(segment)) ? undefined : segments;
  } catch {
    return undefined;
  }
}

const partsOf = (address: string) => {
  const [path = "", ...rest] = address.split("?");
  return { path, search: [...new URLSearchParams(rest.join("?"))] };
};

const pageOf = (path: string) => {
  const segments = segmentsOf(path);
  return segments && PAGES.find((page) => page.path.test(path) && (page.fits?.(segments) ?? true));
};

/**
 * The part of an address that a link may have, or `undefined` if it has no such page. The text of a search is left out:
 * people search for numbers.
 */
export function linkable(address: string): string | undefined {
  const { path, search } = partsOf(address);
  const page = pageOf(path);
  if (!page) return undefined;
  const kept = Object.fromEntries(search.filter(([name]) => page.search?.includes(name)));
  if (path.startsWith("/entities/") && kept.by !== "id") return undefined;
  return path + stringifySearch(kept);
}

/** The address of an entity's page by the server's id. */
export const addressOfEntity = (kind: EntityKind, id: string) => `/entities/${kind}/${encodeURIComponent(id)}?by=id`;

export const addressOfRequest = (id: string) => `/requests/server-${encodeURIComponent(id)}`;

/** The origin of a connection's server, as a link names it. */
export function serverOf({ kind, serverUrl }: Connection): string {
  if (kind === SANDBOX) return SANDBOX;
  return URL.canParse(serverUrl) ? new URL(serverUrl).origin : serverUrl;
}

/** The link to an address in the window; `undefined` for a page that has none. */
export function linkTo(connection: Connection, address: string): string | undefined {
  const page = linkable(address);
  if (page === undefined) return undefined;
  const named = stringifySearch({ server: serverOf(connection), organisation: connection.organisation });
  return `${SCHEME}//${PLACE}${named}#${page}`;
}

/** Reads a text that claims to be a link of the desk; `undefined` for any other text. */
export function readLink(text: string): ReadLink | undefined {
  if (text.slice(0, SCHEME.length).toLowerCase() !== SCHEME) return undefined;
  if (text.length > MAX_LINK) return { fault: "tooLong" };
  // Everything else is encoded in a link: blanks, controls, quotation marks, and letters of other alphabets.
  if (!/^[!#-;=?-[\]_a-z~]+$/i.test(text) || !URL.canParse(text)) return { fault: "malformed" };
  const { host, username, password, pathname, search, hash } = new URL(text);
  if (host !== PLACE || username !== "" || password !== "" || !["", "/"].includes(pathname)) {
    return { fault: "malformed" };
  }
  const given = [...new URLSearchParams(search)];
  if (given.some(([name]) => name !== "server" && name !== "organisation")) return { fault: "carriesValues" };
  const { server, organisation } = Object.fromEntries(given) as Partial<LinkTarget>;
  if (given.length !== 2 || !server || !organisation || !isOrigin(server) || /\p{C}/u.test(organisation)) {
    return { fault: "malformed" };
  }
  const address = hash.slice(1);
  const fault = faultOf(address);
  return fault ? { fault } : { target: { server, organisation, address } };
}

/** What an address has beside what a link may have. */
function faultOf(address: string): LinkFault | undefined {
  const { path, search } = partsOf(address);
  const page = pageOf(path);
  if (!page) return "unknownPage";
  const names = search.map(([name]) => name);
  const more = names.some((name, place) => !page.search?.includes(name) || names.indexOf(name) !== place);
  return more || linkable(address) === undefined || search.some(([, value]) => /\p{C}/u.test(value))
    ? "carriesValues"
    : undefined;
}

/** Names in other alphabets are in the form that machines read (`xn--…`), so that none looks like another one. */
function isOrigin(server: string): boolean {
  if (server === SANDBOX) return true;
  return /^https?:/.test(server) && URL.canParse(server) && new URL(server).origin === server;
}

export const leadsTo = (connection: Connection, { server, organisation }: LinkTarget) =>
  serverOf(connection) === server && connection.organisation === organisation;
