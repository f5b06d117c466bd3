import { vi } from "vitest";
import {
  type Comparison,
  commands,
  type Knowledge,
  type MarkVersion,
  type RejectedGroup,
  type RejectedRow,
  type RejectedSelection,
  type RejectedView,
  type Triage,
  type TriageAction,
  type TriageStatus,
} from "../api/bindings";
import { allOpen } from "../api/queries";
import { noneRejected, row } from "./desk";

const NOW = Date.UTC(2026, 1, 26, 12);
const noMarks: Triage = { assignee: null, note: null, snoozedUntil: null, dismissed: null };

type RowPart = Partial<Omit<RejectedRow, "row">> & { row?: Partial<RejectedRow["row"]> };

export function rejectedRow(key: string, part: RowPart): RejectedRow {
  return {
    review: "open",
    marks: noMarks,
    retries: 0,
    lastRetry: null,
    ...part,
    row: row({
      key,
      state: "rejected",
      group: "unknown-card",
      mine: false,
      created: NOW - 3_600_000,
      updated: NOW - 3_500_000,
      ...part.row,
    }),
  };
}

const nothing: Knowledge = {
  title: null,
  cause: null,
  owner: null,
  nextStep: null,
  advice: null,
  source: "nothing",
  at: null,
  by: null,
};

export function group(id: string, part: Partial<RejectedGroup> = {}): RejectedGroup {
  return {
    id,
    groups: [id],
    parts: [],
    over: null,
    provider: "conax",
    requestType: "UPDATE_CA_PIN_TO_DEFAULT_VALUE",
    errorCode: "CLIENT_NOT_FOUND",
    line: "Client 01906574402 not found",
    count: 0,
    cards: 0,
    subscriptions: 0,
    firstSeen: NOW - 86_400_000,
    lastSeen: NOW,
    share: 1,
    oldest: NOW - 86_400_000,
    trend: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    fresh: 0,
    beingRetried: 0,
    helped: {
      retried: 0,
      completed: 0,
      sameError: 0,
      otherError: 0,
      open: 0,
      plain: 0,
      plainCompleted: 0,
      plainMinutes: null,
    },
    ...part,
    knowledge: { ...nothing, ...part.knowledge },
  };
}

/** The answer of `compare` where no other request is known. */
export const alone: Comparison = { worked: null, rows: [], swapped: null, card: [], retries: [], parent: null };

/** The triage of the desk in memory: groups are counted from the rows, and marks change them. */
export function fakeRejected(groups: RejectedGroup[], rows: RejectedRow[]) {
  const history = new Map<string, MarkVersion[]>();
  const found = (view: RejectedView) =>
    rows.filter(
      (one) =>
        (view.groups.length === 0 || view.groups.includes(one.row.group ?? "")) &&
        one.review === view.show &&
        (view.assignee === null || (one.marks.assignee ?? "") === view.assignee) &&
        (view.text === null || `${one.row.number} ${one.row.smartcard}`.includes(view.text)),
    );
  const counted = (one: RejectedGroup, query: Omit<RejectedView, "groups">) => ({
    ...one,
    count: found({ ...query, groups: one.groups }).length,
  });
  const ofStatus = (review: TriageStatus) => rows.filter((one) => one.review === review).length;
  const selected = ({ all, keys, view }: RejectedSelection) =>
    all ? found(view).filter(({ row }) => !keys.includes(row.key)) : rows.filter(({ row }) => keys.includes(row.key));
  const marked = (one: RejectedRow, change: TriageAction): RejectedRow => {
    const put = (marks: Partial<Triage>, review = one.review) => ({
      ...one,
      review,
      marks: { ...one.marks, ...marks },
    });
    switch (change.mark) {
      case "assign":
        return put({ assignee: change.to });
      case "note":
        history.set(one.row.key, [
          { field: "note", value: change.text, at: NOW, by: "operator", current: true },
          ...(history.get(one.row.key) ?? []).map((version) => ({ ...version, current: false })),
        ]);
        return put({ note: change.text });
      case "snooze":
        return put({ snoozedUntil: change.until }, "snoozed");
      case "dismiss":
        return put({ dismissed: change.reason }, "dismissed");
      default:
        return put({ snoozedUntil: null, dismissed: null }, "open");
    }
  };
  return {
    rejected: vi.spyOn(commands.rejected, "rejectedPage").mockImplementation(async (query) => ({
      ...noneRejected,
      groups: groups
        .map((one) => counted(one, query))
        .map((one) => ({ ...one, parts: one.parts.map((job) => counted(job, query)).filter(({ count }) => count > 0) }))
        .filter(({ count }) => count > 0),
      open: ofStatus("open"),
      snoozed: ofStatus("snoozed"),
      dismissed: ofStatus("dismissed"),
      assignees: [...new Set(rows.flatMap(({ marks }) => marks.assignee ?? []))],
      trendFrom: NOW - 12 * 3_600_000,
      synced: NOW,
    })),
    rejectedRequests: vi
      .spyOn(commands.rejected, "rejectedRequests")
      .mockImplementation(async (view, offset, limit) => ({
        rows: found(view).slice(offset, offset + limit),
        total: found(view).length,
      })),
    mark: vi.spyOn(commands.rejected, "mark").mockImplementation(async (selection, change) => {
      const keys = selected(selection).map(({ row }) => row.key);
      rows.forEach((one, place) => {
        if (keys.includes(one.row.key)) rows[place] = marked(one, change);
      });
      return keys.length;
    }),
    markHistory: vi.spyOn(commands.rejected, "markHistory").mockImplementation(async (key) => history.get(key) ?? []),
    compare: vi.spyOn(commands.rejected, "compare").mockResolvedValue(alone),
    causes: vi.spyOn(commands.rejected, "rejectedCauses").mockImplementation(async () =>
      groups.map(({ id, groups: ids, knowledge: { title } }) => ({
        id,
        groups: ids,
        title,
        open: found({ ...allOpen, groups: ids }).length,
      })),
    ),
    lookAtGroups: vi.spyOn(commands.rejected, "lookAtGroups").mockResolvedValue(null),
    causeShape: vi.spyOn(commands.rejected, "causeShape").mockResolvedValue({
      parts: [],
      joined: false,
      splitBy: null,
      splitValue: null,
    }),
    joinGroups: vi.spyOn(commands.rejected, "joinGroups").mockImplementation(async ([first]) => first ?? ""),
    splitGroups: vi.spyOn(commands.rejected, "splitGroups").mockResolvedValue(null),
    restoreGroups: vi.spyOn(commands.rejected, "restoreGroups").mockResolvedValue(null),
    batches: vi.spyOn(commands.batches, "batches").mockResolvedValue([]),
  };
}
