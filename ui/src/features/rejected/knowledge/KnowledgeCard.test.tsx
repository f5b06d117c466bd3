import "../../../test/window";
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { commands, type ImportSummary, type Knowledge } from "../../../api/bindings";
import { expectNoViolations, fakeDesk, openOne } from "../../../test/desk";
import { group } from "../../../test/rejected";
import { reloaded } from "../../../test/reload";
import { Toasts } from "../../toasts/Toasts";
import { ImportDialog } from "./ImportDialog";
import { KnowledgeDialog } from "./KnowledgeDialog";
import { OldCausesDialog } from "./OldCausesDialog";
import { useKnowledgeFiles, useTriageFiles } from "./sharedFiles";

const seeded: Knowledge = {
  title: "Card not known",
  cause: "The CA system has no such card.",
  owner: "stock",
  nextStep: "Correct the card",
  advice: "afterFix",
  source: "seeded",
  at: null,
  by: null,
};
const written: Knowledge = {
  ...seeded,
  title: "Typed wrongly",
  source: "written",
  at: Date.now() - 60_000,
  by: "ines",
};

function opened(knowledge: Knowledge) {
  fakeDesk();
  const onClose = vi.fn();
  return { onClose, ...openOne(<KnowledgeDialog group={group("g", { knowledge })} onClose={onClose} />) };
}

describe("knowledge about a cause", () => {
  it("is read, written over and saved", async () => {
    const save = vi.spyOn(commands.rejected, "saveKnowledge").mockResolvedValue(written);
    const { user, onClose } = opened(seeded);
    expect(await screen.findByText("Built-in advice.")).toBeVisible();
    expect(screen.queryByRole("button", { name: "Delete local advice" })).toBeNull();
    const title = screen.getByRole("textbox", { name: "Cause, in a few plain words" });
    await user.clear(title);
    await user.type(title, "Typed wrongly");
    await user.click(screen.getByRole("radio", { name: "Never" }));
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(save).toHaveBeenCalledWith(["g"], {
      title: "Typed wrongly",
      cause: "The CA system has no such card.",
      owner: "stock",
      nextStep: "Correct the card",
      advice: "never",
    });
  });

  it("is restored as typed after a reload of the page", async () => {
    const first = opened(seeded);
    await first.user.type(await screen.findByRole("textbox", { name: "Cause, in a few plain words" }), " in stock");
    reloaded(first);
    opened(seeded);
    expect(await screen.findByRole("textbox", { name: "Cause, in a few plain words" })).toHaveValue(
      "Card not known in stock",
    );
  });

  it("goes back to the built-in knowledge", async () => {
    vi.spyOn(commands.rejected, "forgetKnowledge").mockResolvedValue(seeded);
    const { user } = opened(written);
    expect(await screen.findByText(/Written by ines/)).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Delete local advice" }));
    expect(await screen.findByText("Built-in advice.")).toBeVisible();
    expect(screen.getByRole("textbox", { name: "Cause, in a few plain words" })).toHaveValue("Card not known");
  });

  it("stays open with the typed text where it cannot be saved", async () => {
    vi.spyOn(commands.rejected, "saveKnowledge").mockRejectedValue({
      code: "journalUnavailable",
      message: "locked",
      detail: null,
      fields: [],
      outcome: null,
    });
    const { user, onClose } = opened(seeded);
    await user.click(await screen.findByRole("button", { name: "Save" }));
    expect(await screen.findByText("locked")).toBeVisible();
    expect(onClose).not.toHaveBeenCalled();
  });
});

describe("causes that an earlier version distinguished", () => {
  it("say all that was written of them, and are deleted one by one", async () => {
    fakeDesk();
    const left = [{ group: "b23f", knowledge: { ...written, title: "Another" } }];
    vi.spyOn(commands.rejected, "oldCauses")
      .mockResolvedValueOnce([{ group: "92af", knowledge: written }, ...left])
      .mockResolvedValue(left);
    const forget = vi.spyOn(commands.rejected, "forgetKnowledge").mockResolvedValue(seeded);
    const { user } = openOne(<OldCausesDialog onClose={() => {}} />);
    const list = await screen.findByRole("list", { name: "Old causes" });
    expect(list).toHaveTextContent("Typed wrongly");
    expect(list).toHaveTextContent("The CA system has no such card.");
    expect(list).toHaveTextContent("Correct the card");
    expect(list).toHaveTextContent("Written by ines");
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Delete Typed wrongly" }));
    await waitFor(() => expect(list).not.toHaveTextContent("Typed wrongly"));
    expect(forget).toHaveBeenCalledWith(["92af"]);
    expect(list).toHaveTextContent("Another");
  });

  it("are said to be none where there are none", async () => {
    fakeDesk();
    vi.spyOn(commands.rejected, "oldCauses").mockResolvedValue([]);
    openOne(<OldCausesDialog onClose={() => {}} />);
    expect(await screen.findByText(/No old causes/)).toBeVisible();
    expect(screen.queryByRole("button", { name: "Export causes…" })).toBeNull();
  });
});

function Files() {
  const knowledge = useKnowledgeFiles();
  const marks = useTriageFiles();
  return (
    <>
      <button type="button" onClick={() => void knowledge.importFile()}>
        In
      </button>
      <button type="button" onClick={() => void marks.exportFile()}>
        Out
      </button>
      {knowledge.looked && <ImportDialog looked={knowledge.looked} onAnswer={knowledge.onAnswer} />}
      <Toasts />
    </>
  );
}

describe("the files", () => {
  const summary: ImportSummary = {
    id: "i1",
    new: 12,
    changed: 2,
    older: 3,
    same: 4,
    dismissals: [{ by: "zoe", count: 7 }],
    leftOut: [{ why: "future", count: 1 }],
  };

  it("are looked at first, then taken, and taken back as a whole", async () => {
    fakeDesk();
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "causes.json" });
    const look = vi.spyOn(commands.rejected, "previewKnowledgeImport").mockResolvedValue(summary);
    const take = vi
      .spyOn(commands.rejected, "takeImport")
      .mockResolvedValue({ taken: 14, kept: 3, conflicts: 1, left: 0 });
    const undo = vi.spyOn(commands.rejected, "undoImport").mockResolvedValue({ restored: 16, changedSince: 1 });
    const { user } = openOne(<Files />);
    await user.click(await screen.findByRole("button", { name: "In" }));
    const dialog = await screen.findByRole("dialog", { name: "Import causes.json?" });
    expect(look).toHaveBeenCalledWith("h1");
    for (const line of ["12 new", "2 changed: newer than yours", "7 requests are dismissed by zoe"])
      expect(within(dialog).getByText(line)).toBeVisible();
    expect(within(dialog).getByText("1 left out: dated in the future")).toBeVisible();
    expect(take).not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Import" }));
    expect(take).toHaveBeenCalledWith("i1");
    expect(await screen.findByText("14 imported, 3 kept, 1 conflict, both kept")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Undo" }));
    expect(undo).toHaveBeenCalledTimes(1);
    expect(await screen.findByText("16 restored, 1 changed since, left unchanged")).toBeVisible();
  });

  it("are not imported after a cancel, nor without new content", async () => {
    fakeDesk();
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "causes.json" });
    vi.spyOn(commands.rejected, "previewKnowledgeImport").mockResolvedValue({
      ...summary,
      new: 0,
      changed: 0,
      older: 0,
    });
    const take = vi.spyOn(commands.rejected, "takeImport");
    const stop = vi.spyOn(commands.rejected, "stopImport").mockResolvedValue(null);
    const { user } = openOne(<Files />);
    await user.click(await screen.findByRole("button", { name: "In" }));
    expect(await screen.findByRole("button", { name: "Import" })).toBeDisabled();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(stop).toHaveBeenCalledTimes(1);
    expect(take).not.toHaveBeenCalled();
  });

  it("are written nowhere without a chosen place", async () => {
    fakeDesk();
    const choose = vi.spyOn(commands.window, "chooseFile").mockResolvedValue(null);
    const write = vi.spyOn(commands.rejected, "exportTriage");
    const { user } = openOne(<Files />);
    await user.click(await screen.findByRole("button", { name: "Out" }));
    await waitFor(() => expect(choose).toHaveBeenCalledWith("marks", "triage.json"));
    expect(write).not.toHaveBeenCalled();
  });
});
