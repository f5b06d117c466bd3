import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { openPalette } from "../../state/palette";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

function desk(outbox: Partial<typeof snapshot.outbox>) {
  fakeDesk({ outbox: { ...snapshot.outbox, ...outbox } });
  return vi.spyOn(commands.sessions, "signOut").mockImplementation(async () => {
    vi.mocked(commands.app.snapshot).mockResolvedValue({ ...snapshot, session: null });
    return null;
  });
}

describe("a sign-out", () => {
  it("asks while requests wait to be sent, and is not done by Enter or Esc", async () => {
    const signOut = desk({ held: 1, queued: 1, notSent: 1, sending: 1, unknown: 4 });
    const { user, router } = openWindow("/settings");
    for (const key of ["{Enter}", "{Escape}"]) {
      await user.click(await screen.findByRole("button", { name: "Sign out" }));
      const dialog = await screen.findByRole("dialog", { name: "Sign out while 3 requests wait to be sent?" });
      expect(dialog).toHaveTextContent(/are sent after operator signs in again/);
      await waitFor(() => expect(within(dialog).getByRole("button", { name: /Stay signed in/ })).toHaveFocus());
      await expectNoViolations();
      await user.keyboard(key);
      await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
      expect(signOut).not.toHaveBeenCalled();
    }
    act(() => openPalette("sign out"));
    const palette = await screen.findByRole("dialog", { name: /Search/ });
    await user.click(await within(palette).findByRole("option", { name: /Sign out/ }));
    const dialog = await screen.findByRole("dialog", { name: /Sign out while 3/ });
    await user.click(within(dialog).getByRole("button", { name: "Sign out" }));
    expect(signOut).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
  });

  it("is done at once where nothing waits to be sent", async () => {
    const signOut = desk({ sending: 1, unknown: 2, pending: 9 });
    const { user, router } = openWindow("/settings");
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    expect(signOut).toHaveBeenCalledTimes(1);
    await waitFor(() => expect(router.state.location.pathname).toBe("/sign-in"));
  });
});
