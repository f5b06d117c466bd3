import { screen, waitFor, within } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { type CaIdMappingView, commands } from "../../api/bindings";
import { caIdMapping } from "../../test/batches";
import { expectNoViolations, fakeDesk } from "../../test/desk";
import { openWindow } from "../../test/window";

it("shows the answers about CA ids, and removes one", async () => {
  fakeDesk();
  let kept: CaIdMappingView[] = [
    caIdMapping("2042", "SPORT", "Sport package"),
    { ...caIdMapping("2043", "GOLD", "Gold package"), overruled: "KIDS" },
  ];
  vi.spyOn(commands.retries, "caIdMappings").mockImplementation(async () => kept);
  const forget = vi.spyOn(commands.retries, "forgetCaId").mockImplementation(async ({ caId }) => {
    kept = kept.filter(({ of }) => of.caId !== caId);
    return null;
  });
  const { user } = openWindow("/settings");
  const list = await screen.findByRole("list", { name: "CA ids" });
  expect(within(list).getByText("Sport package")).toBeVisible();
  expect(within(list).getByText("Not used: the server reported KIDS.")).toBeVisible();
  await expectNoViolations();
  await user.click(within(list).getByRole("button", { name: "Remove the answer for 2042" }));
  expect(forget).toHaveBeenCalledWith({ provider: "conax", kind: "service", caId: "2042" });
  await waitFor(() => expect(within(list).queryByText("Sport package")).toBeNull());
});
