import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { tourStep } from "../../state/tour";
import { expectNoViolations, fakeDesk } from "../../test/desk";
import { openWindow } from "../../test/window";

afterEach(() => tourStep.set(null));

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
  it("is started again from the sheet of keys, and ends with the focus on its last button", async () => {
    fakeDesk();
    const { user } = openWindow("/home");
    await screen.findByRole("heading", { name: "Home" });
    await user.keyboard("[F1]");
    const sheet = await screen.findByRole("dialog");
    await user.click(within(sheet).getByRole("button", { name: "Start the tour" }));
    expect(await tour()).toBeTruthy();
    tourStep.set("done");
    await waitFor(() => expect(screen.getByRole("button", { name: /^Finish/ })).toHaveFocus());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("region", { name: "Tour" })).toBeNull());
  });
});
