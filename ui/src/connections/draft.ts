import type { Connection, ConnectionDraft } from "../host/bindings";

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
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      kind: "test",
      caFile: null,
      proxy: null,
    };
  }
  const { id, name, serverUrl, organisation, unit, release, timeZone, kind, caFile, proxy } = connection;
  return { id, name, serverUrl, organisation, unit, release, timeZone, kind, caFile, proxy };
}
