import { act, screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import type { Connection } from "../../api/bindings";
import { tourStep } from "../../state/tour";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

afterEach(() => tourStep.set(null));

const [sandbox] = snapshot.connections;
const live = { ...(sandbox as Connection), id: "live", name: "Production", kind: "live" as const };

const tour = () => screen.findByRole("region", { name: "Tour" });

describe("the offer of the tour", () => {
  it("does not come back once it was declined", async () => {
    const { savePreferences } = fakeDesk({ session: null });
    const { user } = openWindow("/sign-in");
    await expectNoViolations();
    await user.click(await screen.findByRole("button", { name: "No, thanks" }));
    expect(savePreferences.mock.lastCall?.[0].tourSeen).toBe(true);
    await waitFor(() => expect(screen.queryByText("New here?")).toBeNull());
  });

  it("is not made at the sign-in to a real server", async () => {
    fakeDesk({ session: null, connection: "live", connections: [live] });
    openWindow("/sign-in");
    expect(await screen.findByRole("heading", { name: /^Sign in to/ })).toBeVisible();
    expect(screen.queryByText("New here?")).toBeNull();
  });

  it("starts at the sign-in, and Esc leaves the tour for good", async () => {
    const { savePreferences } = fakeDesk({ session: null });
    const { user } = openWindow("/sign-in");
    await user.click(await screen.findByRole("button", { name: "Start the tour" }));
    expect(await within(await tour()).findByText("Tour, step 1 of 7")).toBeTruthy();
    await expectNoViolations();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Tour" })).toBeNull());
    expect(savePreferences.mock.lastCall?.[0].tourSeen).toBe(true);
    expect(screen.queryByText("New here?")).toBeNull();
  });
});

describe("the tour", () => {
  it("is started again from the sheet of keys, and its end leaves the focus where it is", async () => {
    fakeDesk();
    const { user } = openWindow("/home");
    await screen.findByRole("heading", { name: "Home" });
    await user.keyboard("[F1]");
    const sheet = await screen.findByRole("dialog");
    await user.click(within(sheet).getByRole("button", { name: "Start the tour" }));
    expect(await within(await tour()).findByText("Tour, step 2 of 7")).toBeVisible();
    act(() => tourStep.set("done"));
    expect(await screen.findByRole("button", { name: /^Finish/ })).not.toHaveFocus();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Tour" })).toBeNull());
  });

  it("ends where another connection is chosen", async () => {
    fakeDesk({ connection: "live", connections: [live] });
    tourStep.set("open");
    openWindow("/home");
    await screen.findByRole("heading", { name: "Home" });
    await waitFor(() => expect(tourStep.get()).toBeNull());
  });
});
