import { screen, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { fakeDesk, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

it("names each picture of the folded navigation, and writes large counts as the pages do", async () => {
  fakeDesk({ outbox: { ...snapshot.outbox, queued: 1234 } });
  vi.spyOn(commands.rejected, "rejectedRequests").mockResolvedValue({ rows: [], total: 1971 });
  openWindow("/home");
  const navigation = await screen.findByRole("navigation", { name: "Main" });
  const entry = (name: RegExp) => within(navigation).getByRole("link", { name });
  expect(entry(/^Home/)).toHaveAttribute("title", "Home (Alt+1)");
  expect(entry(/^Settings/)).toHaveAttribute("title", "Settings (Ctrl+,)");
  expect(await within(navigation).findByText("1,971")).toBeVisible();
  expect(within(navigation).getByText("1,234 waiting")).toBeInTheDocument();
});

it("says that a halted sequence of requests waits for a decision", async () => {
  fakeDesk({ outbox: { ...snapshot.outbox, queued: 2, undecided: 2 } });
  openWindow("/home");
  const navigation = await screen.findByRole("navigation", { name: "Main" });
  expect(within(navigation).getByText("2 to decide")).toBeInTheDocument();
});
