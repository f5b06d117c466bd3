import type { UpdatesView } from "../api/bindings";

/** A desk without updates, as built from source. */
export const noUpdates: UpdatesView = {
  installed: "0.1.0",
  installation: "source",
  off: "noKey",
  policy: null,
  deskNumber: 0,
  lookedAt: null,
  stage: "idle",
  found: null,
  staleDays: null,
  fault: null,
};

/** A portable desk whose user is told of version 0.2.0. */
export const offered: UpdatesView = {
  ...noUpdates,
  installation: "portable",
  off: null,
  policy: {
    updates: "tell",
    channel: "stable",
    version: null,
    source: "https://updates.example/desk",
    percentage: 100,
  },
  deskNumber: 37,
  lookedAt: Date.UTC(2026, 1, 26, 12),
  found: { version: "0.2.0", date: Date.UTC(2026, 1, 20, 9), verdict: "offered", byItself: true },
};
