import { act, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import { commands, type UpdateFaultCode, type UpdatesView } from "../../api/bindings";
import { expectNoViolations, fakeDesk } from "../../test/desk";
import { noUpdates, offered } from "../../test/updates";
import { emit, openWindow } from "../../test/window";
import { restartWanted } from "./updates";

const FREE = { onTheWire: 0, withPin: 0, batches: 0 };

function show(updates: UpdatesView) {
  vi.mocked(commands.updates.updates).mockResolvedValue(updates);
}

const subscription = () =>
  waitFor(() => {
    const input = document.querySelector('[name="subscription_identifier"]');
    if (!input) throw new Error("the form is drawn");
    return input;
  });

const panel = async () => within(await screen.findByRole("region", { name: "Updates" }));

beforeEach(() => {
  fakeDesk();
  restartWanted.set(false);
});

it("says why there are no updates, and offers none", async () => {
  openWindow("/settings");
  expect(await (await panel()).findByText(/^Off\. This copy was made without updates/)).toBeVisible();
  expect((await panel()).queryByRole("button")).toBeNull();
  expect(screen.queryByRole("button", { name: /^Version/ })).toBeNull();
});

it("hints at a new version, whose settings say the policy in words", async () => {
  show({ ...offered, policy: offered.policy && { ...offered.policy, percentage: 40, channel: "beta" } });
  const { user } = openWindow("/home");
  await user.click(await screen.findByRole("button", { name: "Version 0.2.0" }));
  const updates = await panel();
  expect(updates.getByText("There is a new version: 0.2.0 of 20 Feb 2026.")).toBeVisible();
  expect(
    updates.getByText(
      "You are told of new versions, and decide when to install them. Channel beta. For 40 % of the computers: those whose number is below 40. This one has number 37.",
    ),
  ).toBeVisible();
  expect(updates.getByText("https://updates.example/desk")).toBeVisible();
  expect(updates.getByText("0.1.0, portable")).toBeVisible();
  await expectNoViolations();
});

it("downloads and restarts once no work is interrupted, and says what it waits for", async () => {
  show(offered);
  const ready = { ...offered, stage: "ready" as const };
  const download = vi.spyOn(commands.updates, "downloadUpdate").mockResolvedValue(ready);
  const install = vi.spyOn(commands.updates, "installUpdate").mockResolvedValue(FREE);
  vi.mocked(commands.app.restartBlockers).mockResolvedValue({ onTheWire: 2, withPin: 0, batches: 1 });
  const { user } = openWindow("/settings");
  await user.click(await (await panel()).findByRole("button", { name: "Install and restart" }));
  expect(download).toHaveBeenCalledOnce();
  expect(
    await (await panel()).findByText("The window restarts after the answers to 2 requests and this batch."),
  ).toBeVisible();
  expect(screen.getByRole("button", { name: "Update waits" })).toBeVisible();
  await expectNoViolations();
  expect(install).not.toHaveBeenCalled();
  vi.mocked(commands.app.restartBlockers).mockResolvedValue(FREE);
  await waitFor(() => expect(install).toHaveBeenCalledOnce());
});

it("waits for a filled form, and can be called off", async () => {
  show({ ...offered, stage: "ready" });
  const install = vi.spyOn(commands.updates, "installUpdate").mockResolvedValue(FREE);
  const { user, router } = openWindow("/operations/conax.reset-pin");
  await user.type(await subscription(), "S100");
  act(() => restartWanted.set(true));
  await waitFor(() => expect(commands.app.restartBlockers).toHaveBeenCalled());
  await new Promise((done) => setTimeout(done, 50));
  expect(install).not.toHaveBeenCalled();
  act(() => restartWanted.set(false));
  await act(() => router.navigate({ to: "/settings" }));
  expect(await (await panel()).findByRole("button", { name: "Install and restart" })).toBeVisible();
  expect(install).not.toHaveBeenCalled();
});

it("stops at a failed download, and says the fault with its next step", async () => {
  const fault = { code: "diskFull" as const, detail: "60 MB are needed, 12 MB are free" };
  show(offered);
  vi.spyOn(commands.updates, "downloadUpdate").mockImplementation(async () => {
    show({ ...offered, fault });
    return { ...offered, fault };
  });
  const install = vi.spyOn(commands.updates, "installUpdate").mockResolvedValue(FREE);
  const { user } = openWindow("/settings");
  await user.click(await (await panel()).findByRole("button", { name: "Install and restart" }));
  const updates = await panel();
  expect(await updates.findByText("The disk is too full for the new version.")).toBeVisible();
  expect(updates.getByText("60 MB are needed, 12 MB are free")).toBeVisible();
  expect(updates.getByRole("button", { name: "Install and restart" })).toBeVisible();
  expect(install).not.toHaveBeenCalled();
});

it("only tells where a package manager installs, and looks when it is asked to", async () => {
  show({ ...offered, installation: "deb", found: offered.found && { ...offered.found, byItself: false } });
  const look = vi.spyOn(commands.updates, "lookForUpdates").mockResolvedValue({
    ...offered,
    found: offered.found && { ...offered.found, verdict: "upToDate" },
  });
  const { user } = openWindow("/settings");
  expect(await (await panel()).findByText(/It comes as a package, with the other updates/)).toBeVisible();
  expect((await panel()).queryByRole("button", { name: "Install and restart" })).toBeNull();
  await user.click((await panel()).getByRole("button", { name: "Look now" }));
  expect(look).toHaveBeenCalledOnce();
  expect(await (await panel()).findByText("Version 0.2.0 is the newest.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Version 0.2.0" })).toBeNull();
});

it("has words for every fault, and follows the events of the desk", async () => {
  const codes: UpdateFaultCode[] = ["policy", "replayed", "badSignature", "packageChanged", "notInstalled", "busy"];
  openWindow("/settings");
  await (await panel()).findByText(/^Off/);
  for (const code of codes) {
    show({
      ...(code === "policy" ? { ...noUpdates, off: "policyFault" as const } : offered),
      fault: { code, detail: "" },
    });
    await emit({ kind: "updates" });
    await waitFor(async () => expect((await panel()).getByText(/Tell your|Show this|Close (the|all)/)).toBeVisible());
  }
  show({ ...offered, staleDays: 151 });
  await emit({ kind: "updates" });
  expect(await (await panel()).findByText("The newest version of the source is 151 days old.")).toBeVisible();
});
