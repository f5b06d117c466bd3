import { screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { fakeDesk } from "../../test/desk";
import { openWindow } from "../../test/window";

it("saves a template with the columns of a job and their rules, without a PIN", async () => {
  fakeDesk({});
  vi.spyOn(commands.bulk, "bulkSheets").mockResolvedValue([]);
  vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h", name: "Reset PIN template.xlsx" });
  const save = vi.spyOn(commands.bulk, "saveBulkTemplate").mockResolvedValue(null);
  const { user } = openWindow("/bulk");
  const job = await screen.findByRole<HTMLSelectElement>("combobox", { name: "Job" });
  expect([...job.options].map(({ text }) => text)).not.toContain("Set PIN");
  await user.selectOptions(job, "Reset PIN");
  await user.click(screen.getByRole("button", { name: "Save a template…" }));
  await screen.findByText("Reset PIN template.xlsx is saved.");
  const [handle, asked] = save.mock.lastCall ?? [];
  expect(handle).toBe("h");
  expect(asked?.columns[0]).toEqual({ heading: "Smartcard", rules: ["Yes", "One number in a cell", "01900000001"] });
  for (const { heading, rules } of asked?.columns ?? []) {
    expect(rules, heading).toHaveLength((asked?.ruleHeadings.length ?? 0) - 1);
  }
});
