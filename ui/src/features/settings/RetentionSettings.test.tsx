import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { commands, type PurgePreview } from "../../api/bindings";
import { purging } from "../../state/uiState";
import { expectNoViolations, fakeDesk } from "../../test/desk";
import { openWindow } from "../../test/window";

const found: PurgePreview = {
  requests: 1204,
  states: [
    { state: "completed", count: 1200 },
    { state: "cancelled", count: 4 },
  ],
  from: Date.UTC(2023, 0, 3, 12),
  to: Date.UTC(2024, 1, 4, 12),
  open: 3,
};
const take = { name: "Delete 1,204 requests" };

beforeEach(() => {
  fakeDesk();
  vi.spyOn(commands.retention, "purges").mockResolvedValue([]);
});

it("counts the requests before it removes any, and removes them after a second question", async () => {
  const preview = vi.spyOn(commands.retention, "purgePreview").mockResolvedValue(found);
  const purge = vi.spyOn(commands.retention, "purgeRequests").mockResolvedValue(1204);
  const { user } = openWindow("/settings");
  await user.click(await screen.findByRole("button", { name: "Check what would be deleted" }));
  expect(
    await screen.findByText(
      /1,204 requests of 3 Jan.* 2023 to 4 Feb.* 2024 would be deleted: 1,200 completed, 4 cancelled/,
    ),
  ).toBeVisible();
  expect(screen.getByText(/3 rejected requests stay: not dismissed/)).toBeVisible();
  expect(preview).toHaveBeenCalledWith(730);
  await expectNoViolations();

  await user.click(screen.getByRole("button", take));
  const question = await screen.findByRole("dialog");
  await waitFor(() => expect(within(question).getByRole("button", { name: /Keep them/ })).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  expect(purge).not.toHaveBeenCalled();

  await user.click(screen.getByRole("button", take));
  vi.mocked(commands.retention.purges).mockResolvedValue([
    { at: Date.UTC(2026, 1, 26, 12), by: "ann", endedBefore: Date.UTC(2024, 1, 27, 12), requests: 1204 },
  ]);
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", take));
  expect(await screen.findByText("1,204 requests were deleted.")).toBeVisible();
  expect(purge).toHaveBeenCalledWith(730);
  expect(await screen.findByText(/ann: 1,204 requests that ended before 27 Feb/)).toBeVisible();
  expect(screen.queryByRole("button", take)).toBeNull();
  await waitFor(() => expect(screen.getByRole("button", { name: "Check what would be deleted" })).toHaveFocus());
});

it("removes none where none is as old, and shows the fault of the days", async () => {
  vi.spyOn(commands.retention, "purgePreview").mockResolvedValue({
    requests: 0,
    states: [],
    from: null,
    to: null,
    open: 0,
  });
  const { user } = openWindow("/settings");
  const days = await screen.findByRole("textbox", { name: /Ended more than/ });
  await user.clear(days);
  await user.type(days, "29");
  expect(days).toHaveAccessibleDescription(/At least 30/);
  const look = screen.getByRole("button", { name: "Check what would be deleted" });
  expect(look).toHaveAttribute("aria-disabled", "true");
  await user.click(look);
  expect(commands.retention.purgePreview).not.toHaveBeenCalled();
  await user.clear(days);
  await user.type(days, "365");
  await user.click(look);
  expect(await screen.findByText(/None of your requests ended/)).toBeVisible();
  expect(commands.retention.purgePreview).toHaveBeenCalledWith(365);
  expect(screen.queryByRole("button", { name: /^Take/ })).toBeNull();
});

it("shows its progress, and can be stopped", async () => {
  vi.spyOn(commands.retention, "purgePreview").mockResolvedValue(found);
  let end = (_: number) => {};
  vi.spyOn(commands.retention, "purgeRequests").mockReturnValue(
    new Promise((resolve) => {
      end = resolve;
    }),
  );
  const stop = vi.spyOn(commands.retention, "stopPurge").mockResolvedValue(null);
  const { user } = openWindow("/settings");
  await user.click(await screen.findByRole("button", { name: "Check what would be deleted" }));
  await user.click(await screen.findByRole("button", take));
  await user.click(within(await screen.findByRole("dialog")).getByRole("button", take));
  expect(await screen.findByText(/until no request is being sent/)).toBeVisible();
  purging.set({ done: 100, of: 1204 });
  expect(await screen.findByText(/100 of 1,204 deleted/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Stop" }));
  expect(stop).toHaveBeenCalled();
  end(100);
  expect(await screen.findByText(/100 requests were deleted\. Stopped before the end/)).toBeVisible();
});

it("saves the counts by day and by person", async () => {
  vi.mocked(commands.retention.purges).mockResolvedValue([{ at: 1, by: "", endedBefore: 1, requests: 1 }]);
  vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "counts.csv" });
  const save = vi.spyOn(commands.retention, "exportPurges").mockResolvedValue(null);
  const { user } = openWindow("/settings");
  expect(await screen.findByText(/not signed in: 1 request that ended/)).toBeVisible();
  await user.click(screen.getByRole("button", { name: "Save the counts…" }));
  await waitFor(() =>
    expect(save).toHaveBeenCalledWith(
      "h1",
      expect.objectContaining({ headings: expect.arrayContaining(["Created by"]) }),
    ),
  );
  expect(save.mock.calls[0]?.[1].operationWords["conax.reset-pin"]).toBeTruthy();
  expect(await screen.findByText("counts.csv")).toBeVisible();
});
