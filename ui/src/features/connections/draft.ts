import { type Connection, type ConnectionDraft, commands, type Problem } from "../../api/bindings";
import { asProblem } from "../../api/problem";
import { knownZone } from "../../state/dates";

/** Systems that are set up without one call theirs unknown, or give it no name. */
function ownZone(): string {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return timeZone && knownZone(timeZone) && timeZone !== "Etc/Unknown" ? timeZone : "UTC";
}

/** Of the time zones that this window knows, those that somebody may have meant. */
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

/** What was typed is refused here where this window could not show its times; whether there is such a zone, the desk says. */
export function zoneProblem(timeZone: string): Problem | undefined {
  if (knownZone(timeZone.trim()) !== undefined) return undefined;
  const near = zonesLike(timeZone).join(", ");
  const fault = near === "" ? "unknownTimeZone" : "unknownTimeZoneNear";
  const fields = [{ field: "time_zone", fault, params: { typed: timeZone, near } }];
  return { code: "invalidInput", message: "", detail: null, fields, outcome: null };
}

/** All that is wrong with what was typed. */
export async function allFaults(wanted: ConnectionDraft, refused: Problem): Promise<Problem> {
  // The desk may know a zone that this window does not, and tells of the rest.
  const found = await commands.app.checkConnection(wanted).catch((reason) => asProblem(reason).fields);
  const rest = found.filter(({ field }) => field !== "time_zone");
  return { ...refused, fields: [...refused.fields, ...rest] };
}

/**
 * As much of what was typed as a page may keep that is loaded anew: no password, and no file, whose handle is good for the
 * page of before.
 */
export function keepable(draft: ConnectionDraft, connection: Connection | null): ConnectionDraft {
  const { caFile, proxy } = draft;
  return {
    ...draft,
    caFile: caFile === connection?.caFile ? caFile : (connection?.caFile ?? null),
    proxy: proxy?.includes("@") ? (connection?.proxy ?? null) : proxy,
  };
}

/** What the connection form starts with. */
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
