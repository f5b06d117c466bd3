import { type Connection, type ConnectionDraft, commands, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { knownZone } from "../../state/dates";

/** Systems that are set up without one call theirs unknown, or give it no name. */
function ownZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && knownZone(timeZone) && timeZone !== "Etc/Unknown" ? timeZone : "UTC";
}

/** The known time zones that are similar to the typed name. */
export function zonesLike(typed: string): string[] {
  const plain = (text: string) => text.toLowerCase().replace(/[^a-z/]/g, "");
  const place = plain(typed).split("/").at(-1) ?? "";
  if (place.length < 3) return [];
  const like = (zone: string) => plain(zone).split("/").at(-1) ?? "";
  const whole = zones.filter((zone) => like(zone).includes(place));
  const begun = () => zones.filter((zone) => like(zone).startsWith(place.slice(0, 4)));
  return (whole.length > 0 ? whole : begun()).slice(0, 3);
}

export const zones = Intl.supportedValuesOf("timeZone");

/** Refuses a time zone that this window cannot show; the desk checks whether the zone exists. */
export function zoneProblem(timeZone: string): Problem | undefined {
  if (knownZone(timeZone.trim()) !== undefined) return undefined;
  const near = zonesLike(timeZone).join(", ");
  const fault = near === "" ? "unknownTimeZone" : "unknownTimeZoneNear";
  const fields = [{ field: "time_zone", fault, params: { typed: timeZone, near } }];
  return { code: "invalidInput", message: "", detail: null, fields, outcome: null };
}

/** All faults of a draft. */
export async function allFaults(wanted: ConnectionDraft, refused: Problem): Promise<Problem> {
  // The desk may know a zone that this window does not; it checks all other inputs.
  const found = await commands.app.checkConnection(wanted).catch((reason) => asProblem(reason).fields);
  const rest = found.filter(({ field }) => field !== "time_zone");
  return { ...refused, fields: [...refused.fields, ...rest] };
}

/**
 * The part of a draft that may outlive a reload of the page: no password, and no file, whose handle belongs to the former
 * page.
 */
export function keepable(draft: ConnectionDraft, connection: Connection | null): ConnectionDraft {
  const { caFile, proxy } = draft;
  return {
    ...draft,
    caFile: caFile === connection?.caFile ? caFile : (connection?.caFile ?? null),
    proxy: proxy?.includes("@") ? (connection?.proxy ?? null) : proxy,
  };
}

/** The initial draft of the connection form. */
export function draftOf(connection: Connection | null): ConnectionDraft {
  if (!connection) {
    return {
      id: null,
      name: "",
      serverUrl: "",
      organisation: "",
      unit: null,
      release: "R11",
      timeZone: ownZone(),
      kind: "test",
      caFile: null,
      proxy: null,
    };
  }
  const { id, name, serverUrl, organisation, unit, release, timeZone, kind, caFile, proxy } = connection;
  return { id, name, serverUrl, organisation, unit, release, timeZone, kind, caFile, proxy };
}

/** Host and port of an address, or the address as it is. */
export function hostOf(url: string | undefined): string {
  try {
    return new URL(url ?? "").host;
  } catch {
    return url ?? "";
  }
}
