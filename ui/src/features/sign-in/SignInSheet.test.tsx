import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { commands, type Session } from "../../api/bindings";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { emit, openWindow } from "../../test/window";

const ended = { ...(snapshot.session as Session), state: "ended" as const };

describe("a session that ends under a form", () => {
  it("opens the sheet over the page, and the page is still there afterwards", async () => {
    fakeDesk();
    const { user, router } = openWindow("/operations/conax.add-service");
    const service = await screen.findByRole("combobox", { name: "Service" });
    await user.type(service, "GOLD");
    vi.mocked(commands.app.snapshot).mockResolvedValue({ ...snapshot, session: ended });
    await emit({ kind: "sessionEnded" });
    expect(await screen.findByRole("dialog", { name: /Sign in to continue/ })).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("Password"), "the user is known").toHaveFocus());

    vi.spyOn(commands.sessions, "signIn").mockImplementation(async () => {
      vi.mocked(commands.app.snapshot).mockResolvedValue(snapshot);
      return snapshot.session as Session;
    });
    await user.type(screen.getByLabelText("Password"), "sandbox-1{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(router.state.location.pathname).toBe("/operations/conax.add-service");
    expect(service, "nothing is typed again").toHaveValue("GOLD");
    await waitFor(() => expect(service, "the next key goes on where the last one was").toHaveFocus());
  });

  it("replaces the page when another user signs in", async () => {
    fakeDesk();
    const { user } = openWindow("/operations/conax.add-service");
    await user.type(await screen.findByRole("combobox", { name: "Service" }), "GOLD");
    vi.mocked(commands.app.snapshot).mockResolvedValue({ ...snapshot, session: ended });
    await emit({ kind: "sessionEnded" });
    await screen.findByRole("dialog", { name: /Sign in to continue/ });

    const another = { ...(snapshot.session as Session), user: "supervisor" };
    vi.spyOn(commands.sessions, "signIn").mockImplementation(async () => {
      vi.mocked(commands.app.snapshot).mockResolvedValue({ ...snapshot, session: another });
      return another;
    });
    const name = screen.getByLabelText("User name");
    await user.clear(name);
    await user.type(name, "supervisor");
    await user.type(screen.getByLabelText("Password"), "sandbox-2{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(await screen.findByRole("combobox", { name: "Service" }), "what the one before typed").toHaveValue("");
  });

  it("can be put off, and is offered again on every page", async () => {
    fakeDesk({ session: ended });
    const { user } = openWindow("/settings");
    await screen.findByRole("dialog");
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: "Not now" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    await user.click(screen.getByRole("button", { name: "Sign in again" }));
    expect(await screen.findByRole("dialog")).toBeVisible();
  });
});
