import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CaIdMappingView,
  type CaIdRef,
  type Connection,
  commands,
  type Knowledge,
  type RejectedSelection,
} from "../../../api/bindings";
import { seenGoing, takeBatch } from "../../../state/batches";
import { batch, batchRow, caIdMapping, fakeBatches } from "../../../test/batches";
import { expectNoViolations, fakeDesk, noneRejected, openOne, row, snapshot } from "../../../test/desk";
import { bareEntity } from "../../../test/entities";
import { group } from "../../../test/rejected";
import { requestedForm } from "../openRetryForm";
import { plannedBatches } from "./BulkRetryDialog";
import { BulkRetryStrip } from "./BulkRetryStrip";
import { RetryDialog } from "./RetryDialog";

beforeEach(() => {
  seenGoing.set(new Set());
  plannedBatches.set(new Map());
  requestedForm.set(null);
});

const selection: RejectedSelection = {
  all: true,
  keys: [],
  view: { groups: ["g"], show: "open", from: null, to: null, assignee: null, text: null },
};
const title = "Card not known to Conax";

function knowledgeOf(part: Partial<Knowledge>) {
  const known = group("g");
  const knowledge = { ...known.knowledge, ...part };
  vi.spyOn(commands.rejected, "rejectedPage").mockResolvedValue({
    ...noneRejected,
    groups: [{ ...known, knowledge }],
    open: 1,
  });
}

const leftOut = [
  batchRow("58001", { leftOut: "missing", missing: [{ field: "pin", why: "pin", of: null }] }),
  batchRow("58002", { leftOut: "alreadyRetried" }),
];

function opened({ kind = "test", advice = null }: { kind?: Connection["kind"]; advice?: Knowledge["advice"] } = {}) {
  const [connection] = snapshot.connections;
  fakeDesk({ connections: connection ? [{ ...connection, kind, name: "Production" }] : [] });
  knowledgeOf({ advice, nextStep: advice ? "Correct the card in CRM.COM" : null });
  const desk = fakeBatches(batch(), { ready: [batchRow("1"), batchRow("2")], leftOut });
  const onClose = vi.fn();
  return { desk, onClose, ...openOne(<RetryDialog selection={selection} title={title} onClose={onClose} />) };
}

const service = (caId: string): CaIdRef => ({ provider: "conax", kind: "service", caId });

/** 200 of 309 can be sent; one service keeps 87 back, another 22. */
function openedWithQuestions() {
  fakeDesk();
  knowledgeOf({});
  vi.spyOn(commands.lookups, "services").mockResolvedValue({
    services: [
      bareEntity({ key: "1", kind: "service", code: "SPORT", name: "Sport package" }),
      bareEntity({ key: "2", kind: "service", code: "KIDS", name: "Kids package" }),
    ],
    asOf: 0,
    fault: null,
    problem: null,
  });
  const rows = new Map([
    ["2042", 87],
    ["2043", 22],
  ]);
  const answers = new Map<string, CaIdMappingView>();
  const questions = () =>
    [...rows].map(([caId, count]) => ({ of: service(caId), rows: count, mapping: answers.get(caId) ?? null }));
  const desk = fakeBatches(batch({ total: 309, ready: 200, leftOut: 109 }), { leftOut }, questions);
  const told = () => {
    const answered = [...answers.keys()].reduce((sum, caId) => sum + (rows.get(caId) ?? 0), 0);
    desk.goes({ ready: 200 + answered, leftOut: 109 - answered });
  };
  const map = vi.spyOn(commands.retries, "mapCaId").mockImplementation(async (of, { text }) => {
    const mapping = caIdMapping(of.caId, text, `${text} package`);
    answers.set(of.caId, mapping);
    told();
    return mapping;
  });
  const forget = vi.spyOn(commands.retries, "forgetCaId").mockImplementation(async ({ caId }) => {
    answers.delete(caId);
    told();
    return null;
  });
  return { desk, map, forget, ...openOne(<RetryDialog selection={selection} title={title} onClose={vi.fn()} />) };
}

describe("the dry run", () => {
  it("keeps the state of an event where an older answer arrives after it", async () => {
    fakeDesk();
    knowledgeOf({});
    fakeBatches(batch({ reading: 2 }));
    vi.spyOn(commands.retries, "planRetries").mockImplementation(async () => {
      takeBatch(batch({ reading: 2 }));
      return batch({ reading: 1, state: "planning", lookedAt: 0, ready: 0, leftOut: 0 });
    });
    openOne(<RetryDialog selection={selection} title={title} onClose={vi.fn()} />);
    expect(await screen.findByText("200 of 202 can be sent.")).toBeVisible();
    act(() => void takeBatch(batch({ reading: 3, state: "canary", sent: 3, open: 3 })));
    expect(await screen.findByRole("button", { name: /Pause/ })).toBeVisible();
  });

  it("lists the rows to send and those left out with their reasons, and sends none", async () => {
    const { desk } = opened();
    expect(await screen.findByText("200 of 202 can be sent.")).toBeVisible();
    const reasons = screen.getByRole("region", { name: "Left out" });
    expect(await within(reasons).findByText("A PIN must be typed: PINs are not stored")).toBeVisible();
    expect(within(reasons).getByText("Already retried")).toBeVisible();
    expect(await within(screen.getByRole("region", { name: "Can be sent" })).findByText("2")).toBeVisible();
    expect(desk.start).not.toHaveBeenCalled();
    await expectNoViolations();
  });

  it("opens the form for one that lacks something, and is there afterwards", async () => {
    const { user, desk, onClose } = opened();
    await user.click(await screen.findByRole("button", { name: "Fill in 58001" }));
    expect(requestedForm.get()).toEqual({ key: "58001", resync: false });
    expect(screen.queryByRole("button", { name: "Fill in 58002" })).toBeNull();
    expect(onClose).toHaveBeenCalled();
    expect(desk.stop).not.toHaveBeenCalled();
    expect(plannedBatches.get().has("b1")).toBe(true);
  });

  it("has the focus on what comes next, from step to step", async () => {
    const { user, desk } = opened();
    const send = await screen.findByRole("button", { name: "Send 200" });
    await waitFor(() => expect(send).toHaveFocus());
    await user.keyboard("{Enter}");
    const pause = await screen.findByRole("button", { name: /Pause/ });
    await waitFor(() => expect(pause).toHaveFocus());
    act(() => desk.goes({ state: "done", sent: 200, completed: 200 }));
    await screen.findByText(/^200 sent/);
    const close = (await screen.findAllByRole("button", { name: "Close" })).at(-1);
    await waitFor(() => expect(close).toHaveFocus());
  });

  it("asks once for a missing value, the most frequent first, and leads to Send", async () => {
    const { user, desk, map } = openedWithQuestions();
    const sport = await screen.findByRole("combobox", { name: "Which service has the Conax CA id 2042?" });
    await waitFor(() => expect(sport).toHaveFocus());
    const names = within(screen.getByRole("region", { name: "Missing values" })).getAllByRole("combobox");
    expect(names.map((input) => input.getAttribute("name"))).toEqual(["2042", "2043"]);
    expect(sport).toHaveAccessibleDescription("87 requests");
    await expectNoViolations();
    await user.keyboard("spo");
    await screen.findByRole("option", { name: /SPORT.*Sport package/ });
    await user.keyboard("{Enter}");
    expect(map).toHaveBeenCalledWith(service("2042"), { kind: "service", text: "SPORT", by: "code" });
    expect(await screen.findByText("287 of 309 can be sent.")).toBeVisible();
    await waitFor(() => expect(screen.getByRole("combobox", { name: /2043/ })).toHaveFocus());
    await user.keyboard("KIDS{Enter}");
    const send = await screen.findByRole("button", { name: "Send 309" });
    await waitFor(() => expect(send).toHaveFocus());
    expect(desk.start).not.toHaveBeenCalled();
  });

  it("lets an answer be changed and removed before sending", async () => {
    const { user, map, forget } = openedWithQuestions();
    await user.type(await screen.findByRole("combobox", { name: /2042/ }), "KIDS{Enter}");
    await user.click(await screen.findByRole("button", { name: "Change the answer for 2042" }));
    const again = screen.getByRole("combobox", { name: /2042/ });
    await waitFor(() => expect(again).toHaveFocus());
    await user.clear(again);
    await user.type(again, "SPORT{Enter}");
    expect(map).toHaveBeenLastCalledWith(service("2042"), expect.objectContaining({ text: "SPORT" }));
    await user.click(await screen.findByRole("button", { name: "Remove the answer for 2042" }));
    expect(forget).toHaveBeenCalledWith(service("2042"));
    expect(await screen.findByText("200 of 309 can be sent.")).toBeVisible();
  });

  it("says at the field that the server has no such service", async () => {
    const { user, map } = openedWithQuestions();
    map.mockRejectedValueOnce({
      code: "invalidInput",
      message: "",
      detail: null,
      fields: [{ field: "identifier", fault: "noSuchService", params: {} }],
      outcome: null,
    });
    const input = await screen.findByRole("combobox", { name: /2042/ });
    await user.type(input, "NONE{Enter}");
    expect(await screen.findByText("The server has no such service. Choose one of the list.")).toBeVisible();
    expect(input).toBeInvalid();
    expect(input).toHaveValue("NONE");
    await expectNoViolations();
  });

  it("is given up by Esc", async () => {
    const { user, desk, onClose } = opened();
    await screen.findByText("200 of 202 can be sent.");
    await user.keyboard("{Escape}");
    expect(onClose).toHaveBeenCalled();
    expect(desk.stop).toHaveBeenCalledWith("b1");
    expect(plannedBatches.get().size).toBe(0);
  });

  it("sends without a question where no warning applies", async () => {
    const { user, desk } = opened({ advice: "yes" });
    await user.click(await screen.findByRole("button", { name: "Send 200" }));
    expect(await screen.findByText(/The first 3 are sent/)).toBeVisible();
    expect(desk.start).toHaveBeenCalledWith("b1", null);
  });

  it("asks once more where a retry helps only after a fix, and No is the safe answer", async () => {
    const { user, desk } = opened({ advice: "afterFix" });
    expect(await screen.findByText(/retry only after a fix/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Send 200" }));
    expect(await screen.findByText("Was the cause fixed?")).toBeVisible();
    await user.click(screen.getByRole("button", { name: /Not yet/ }));
    expect(desk.start).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Send 200" }));
    await user.click(await screen.findByRole("button", { name: "Fixed, send" }));
    expect(desk.start).toHaveBeenCalledTimes(1);
  });

  it("wants the count typed on a LIVE connection, and says beside the field that it is another", async () => {
    const { user, desk } = opened({ kind: "live" });
    const count = await screen.findByRole("textbox", { name: "Production is LIVE. Type 200 to confirm" });
    desk.start.mockRejectedValueOnce({
      code: "invalidInput",
      message: "",
      detail: null,
      fields: [{ field: "typed", fault: "wrongCount", params: { count: "200" } }],
      outcome: null,
    });
    await user.type(count, "20");
    await user.click(screen.getByRole("button", { name: "Send 200" }));
    expect(await screen.findByText("200 would be sent. Type that number.")).toBeVisible();
    expect(desk.start).toHaveBeenCalledWith("b1", 20);
    expect(count).toHaveAttribute("aria-invalid", "true");
    await user.clear(count);
    await user.type(count, "200");
    await user.click(screen.getByRole("button", { name: "Send 200" }));
    expect(await screen.findByText(/The first 3 are sent/)).toBeVisible();
    expect(desk.start).toHaveBeenLastCalledWith("b1", 200);
  });
});

describe("a batch that goes", () => {
  it("shows its progress in words, is paused and resumed", async () => {
    const { user, desk } = opened();
    await user.click(await screen.findByRole("button", { name: "Send 200" }));
    await screen.findByText(/The first 3 are sent/);
    act(() => desk.goes({ state: "running", sent: 100, open: 8, completed: 90, rejected: 2 }));
    expect(await screen.findByRole("progressbar", { name: "Retries with an outcome" })).toHaveAttribute(
      "aria-valuetext",
      "90 completed, 2 rejected, 0 unknown, 8 pending, 100 not sent yet",
    );
    await user.click(screen.getByRole("button", { name: "Pause" }));
    expect(await screen.findByText("Paused.")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Continue" }));
    expect(await screen.findByText(/the rest is being sent/)).toBeVisible();
  });

  it("stops only after a question, and closing it stops nothing", async () => {
    const { user, desk, onClose } = opened();
    await user.click(await screen.findByRole("button", { name: "Send 200" }));
    await user.click(await screen.findByRole("button", { name: "Stop…" }));
    await user.click(await screen.findByRole("button", { name: /Do not stop/ }));
    expect(desk.stop).not.toHaveBeenCalled();
    await user.click(screen.getByRole("button", { name: "Keep sending in the background" }));
    expect(onClose).toHaveBeenCalled();
    expect(desk.stop).not.toHaveBeenCalled();
  });

  it("says why it paused by itself, in the words of the CA system", async () => {
    const { user, desk } = opened();
    await user.click(await screen.findByRole("button", { name: "Send 200" }));
    await screen.findByText(/The first 3 are sent/);
    act(() => desk.goes({ state: "paused", paused: "equalErrors", error: "CLIENT_NOT_FOUND", sent: 9, rejected: 5 }));
    expect(await screen.findByText(/five in a row ended with the same error/)).toBeVisible();
    expect(screen.getByText("CLIENT_NOT_FOUND")).toBeVisible();
  });

  it("sums up, and leads to those that were rejected again", async () => {
    const failed = ["7", "8"].map((key) =>
      batchRow(key, { retry: row({ key: `r${key}`, state: "rejected", errorCode: "CLIENT_NOT_FOUND" }) }),
    );
    fakeDesk();
    knowledgeOf({});
    const desk = fakeBatches(batch(), { failed });
    openOne(<RetryDialog selection={selection} title={title} onClose={() => undefined} />);
    await screen.findByText("200 of 202 can be sent.");
    act(() => desk.goes({ state: "done", sent: 200, completed: 198, rejected: 2 }));
    expect(await screen.findByText("200 sent: 198 completed, 2 rejected again (same error).")).toBeVisible();
    expect(screen.getByText(/2 were left out and stay open/)).toBeVisible();
    const links = await screen.findAllByRole("link", { name: "Open retry" });
    expect(links.map((link) => link.getAttribute("href"))).toEqual(["/requests/r7", "/requests/r8"]);
    await expectNoViolations();
  });
});

describe("the strip", () => {
  it("shows after a restart the batch that was paused at the close, and resumes it", async () => {
    fakeDesk();
    const desk = fakeBatches(batch({ state: "paused", paused: "closed", sent: 80, completed: 79, rejected: 1 }));
    const { user } = openOne(<BulkRetryStrip />);
    const strip = await screen.findByRole("region", { name: "Retries" });
    expect(within(strip).getByText("Paused: Provisioning Desk was closed meanwhile.")).toBeVisible();
    expect(within(strip).getByText("80 of 200")).toBeVisible();
    await user.click(within(strip).getByRole("button", { name: `Continue: ${title}` }));
    expect(await within(strip).findByText("Sending")).toBeVisible();
    expect(desk.goOn).toHaveBeenCalledWith("b1");
    act(() => desk.goes({ state: "done", sent: 200, completed: 199 }));
    await user.click(await within(strip).findByRole("button", { name: `Remove from view: ${title}` }));
    expect(screen.queryByRole("region", { name: "Retries" })).toBeNull();
  });

  it("shows nothing of a batch that ended before, was only planned before, or is another connection's", async () => {
    for (const part of [{ state: "done" }, { state: "planned" }, { state: "running", connection: "other" }] as const) {
      fakeDesk();
      fakeBatches(batch(part));
      const { unmount } = openOne(<BulkRetryStrip />);
      await vi.waitFor(() => expect(commands.batches.batches).toHaveBeenCalled());
      expect(screen.queryByRole("region", { name: "Retries" })).toBeNull();
      unmount();
    }
  });
});
