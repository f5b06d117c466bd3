import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { commands, type ListFault } from "../../api/bindings";
import { expectNoViolations, fakeDesk, openOne } from "../../test/desk";
import { ListFaults } from "./ListFaults";

const fault = (part: Partial<ListFault>): ListFault => ({
  list: "COMPLETED",
  problem: { code: "notJson", message: "The backend is restarting", detail: "HTTP 502", fields: [], outcome: null },
  asOf: null,
  unread: 0,
  ...part,
});

it("says which list could not be read, since when and why, and has it read again", async () => {
  fakeDesk({ listFaults: [fault({ asOf: Date.UTC(2026, 0, 15, 10) })] });
  const refreshRequests = vi.spyOn(commands.mirror, "refreshRequests").mockResolvedValue(null);
  const { user } = openOne(<ListFaults />);
  const said = document.body;
  await screen.findByText(/could not be read/);
  expect(said).toHaveTextContent(/list of completed requests could not be read.*last fully read at .*15 Jan/);
  expect(said).toHaveTextContent("The backend is restarting");
  await expectNoViolations();
  await user.click(within(said).getByRole("button", { name: "Refresh" }));
  expect(refreshRequests).toHaveBeenCalled();
});

it("counts the requests that could not be read, and shows them as they came", async () => {
  fakeDesk({ listFaults: [fault({ list: "PENDING", unread: 2 })] });
  const rows = [{ reason: "a provisioning request has an id", text: '{"number":"70002"}' }];
  const unreadRows = vi.spyOn(commands.requests, "unreadRows").mockResolvedValue(rows);
  const { user } = openOne(<ListFaults />);
  expect(await screen.findByText(/2 of the pending requests could not be read/)).toBeVisible();
  const show = screen.getByRole("button", { name: "Show" });
  await user.click(show);
  const dialog = await screen.findByRole("dialog");
  expect(await within(dialog).findByText('{"number":"70002"}')).toBeVisible();
  expect(unreadRows).toHaveBeenCalledWith("PENDING");
  expect(within(dialog).getByRole("button", { name: "Close" })).toHaveFocus();
  await expectNoViolations();
  await user.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  await waitFor(() => expect(show).toHaveFocus());
});

it("shows no banner where all rows were read", async () => {
  fakeDesk({ listFaults: [] });
  openOne(<ListFaults />);
  await waitFor(() => expect(document.body).not.toBeEmptyDOMElement());
  expect(screen.queryByText(/could not be read/)).toBeNull();
});
