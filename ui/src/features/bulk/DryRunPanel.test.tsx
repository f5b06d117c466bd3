import { screen, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type BulkSheet, commands, type DryRun, type RecordGroup } from "../../api/bindings";
import { expectNoViolations, fakeDesk, openOne } from "../../test/desk";
import { emit } from "../../test/window";
import { DryRunPanel } from "./DryRunPanel";
import { RecordsOfRow } from "./RecordsOfRow";
import { useDryRun } from "./useDryRun";

const sheet = {
  id: "s1",
  matching: { operation: "conax.create-pairing", columns: [], by: {}, fixed: {}, known: [], kept: [] },
} as unknown as BulkSheet;

const first = { kind: "pairedAlready", field: "stb_set", what: "stb-1", others: [], request: "r1" } as const;
const already: RecordGroup = { rows: 37, ready: 37, line: 2, first: { ...first, others: [] } };
const taken: RecordGroup = {
  rows: 12,
  ready: 0,
  line: 4,
  first: { kind: "boxTaken", field: "stb_set", what: "stb-9", others: ["01900000002"], request: null },
};

const fresh: DryRun = {
  running: false,
  rows: 60,
  asked: 0,
  failed: 0,
  uncompared: 0,
  calls: 120,
  millis: 90_000,
  begun: null,
  listsRead: null,
  listsIncomplete: false,
  compares: "pairings",
  problem: null,
  groups: [],
};

const asked: DryRun = {
  ...fresh,
  asked: 60,
  calls: 0,
  begun: 1,
  listsRead: 1,
  uncompared: 11,
  groups: [taken, already],
};

function open(run: DryRun) {
  fakeDesk({});
  const read = vi.spyOn(commands.bulk, "dryRun").mockResolvedValue(run);
  const acts: (() => Promise<BulkSheet>)[] = [];
  const onShow = vi.fn();
  function Followed() {
    const shown = useDryRun(sheet.id);
    return (
      shown && (
        <DryRunPanel
          sheet={sheet}
          run={shown}
          busy={false}
          onShow={onShow}
          onAct={async (call) => {
            acts.push(call);
          }}
        />
      )
    );
  }
  const { user } = openOne(<Followed />);
  return { user, read, acts, onShow };
}

it("says what it takes before it begins, and asks in the background", async () => {
  const { user, read } = open(fresh);
  const start = vi.spyOn(commands.bulk, "startDryRun").mockResolvedValue({ ...fresh, running: true, begun: 1 });
  await screen.findByText(/^At most 120 calls: about 2 min/);
  await user.click(screen.getByRole("button", { name: "Ask about 60 rows" }));
  expect(start).toHaveBeenCalledWith("s1", false);
  await screen.findByRole("button", { name: "Stop asking" });
  read.mockResolvedValue(asked);
  await emit({ kind: "dryRun", id: "s1" });
  await screen.findByText("Asked about 60 of 60 rows");
});

it("leaves out all rows of a finding, takes them in again, and shows them", async () => {
  const { user, acts, onShow } = open(asked);
  const exclude = vi.spyOn(commands.bulk, "excludeBulkRows").mockResolvedValue(sheet);
  await screen.findByText("Line 4: stb-9, from 01900000002");
  screen.getByText(/^No record says anything about 11 rows/);
  await user.click(screen.getByRole("button", { name: /^Leave out all 37: .*Paired like this already$/ }));
  await acts.at(-1)?.();
  const filter = { show: "dryRun", kind: "pairedAlready", field: "stb_set" };
  expect(exclude).toHaveBeenLastCalledWith("s1", { all: true, places: [], filter }, true);
  await user.click(screen.getByRole("button", { name: /^Take in all 12 again/ }));
  await acts.at(-1)?.();
  const boxes = { ...filter, kind: "boxTaken" };
  expect(exclude).toHaveBeenLastCalledWith("s1", { all: true, places: [], filter: boxes }, false);
  await user.click(screen.getByRole("button", { name: /^Show the rows: .*Taken from other cards$/ }));
  expect(onShow).toHaveBeenCalledWith(boxes);
  await expectNoViolations();
});

it("names the rows that could not be asked about, and goes on with them", async () => {
  const problem = { code: "serverUnreachable" as const, message: "", detail: null, fields: [], outcome: null };
  const { user } = open({ ...asked, asked: 40, failed: 5, calls: 20, problem, groups: [] });
  const start = vi.spyOn(commands.bulk, "startDryRun").mockResolvedValue(asked);
  await screen.findByText("5 rows could not be asked about. Nothing is known of them.");
  expect(screen.queryByText("The records show no reason against these rows.")).toBeNull();
  await user.click(screen.getByRole("button", { name: "Go on with 20 rows" }));
  await waitFor(() => expect(start).toHaveBeenCalledWith("s1", false));
});

it("says plainly where there is nothing to compare a row with", async () => {
  const { user } = open({ ...asked, compares: "nothing", uncompared: 60, groups: [] });
  await screen.findByText(/^The server keeps no record of what this job changes/);
  const start = vi.spyOn(commands.bulk, "startDryRun").mockResolvedValue(asked);
  await user.click(screen.getByRole("button", { name: "Ask again about all" }));
  expect(start).toHaveBeenCalledWith("s1", true);
});

it("shows what the records say about one row", async () => {
  fakeDesk({});
  const records = { asked: 1, compared: true, problem: null, findings: [{ ...taken.first }] };
  const row = { place: 0, line: 4, form: null, records } as unknown as Parameters<typeof RecordsOfRow>[0]["row"];
  openOne(<RecordsOfRow sheet={sheet} row={row} />);
  const about = await screen.findByRole("region", { name: "What the records say" });
  expect(about.textContent).toContain("stb-9: Taken from other cards (01900000002)");
});
