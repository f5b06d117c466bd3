import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type Problem, type SignIn } from "../../api/bindings";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

const demo = { username: "operator", password: "sandbox-1", organisation: "DEMO", webApiKey: "SANDBOX-KEY-1" };
const [sandbox] = snapshot.connections;
if (!sandbox) throw new Error("the fake desk has a sandbox");
const live = { ...sandbox, id: "live", name: "Production", kind: "live" as const, lastUser: null, demo: null };
const connections = [{ ...sandbox, lastUser: null, demo }, live];
const wrong: Problem = {
  code: "wrongCredentials",
  message: "Wrong username or password",
  detail: "INVALID_CREDENTIALS",
  fields: [],
  outcome: null,
};

function desk(signIn: (request: SignIn) => Promise<unknown>) {
  fakeDesk({ session: null, connections });
  return vi.spyOn(commands.sessions, "signIn").mockImplementation(signIn as typeof commands.sessions.signIn);
}

describe("signing in", () => {
  beforeEach(() => void desk(async () => snapshot.session));

  it("starts here without a session, and shows the sandbox's credentials", async () => {
    openWindow("/home");
    expect(await screen.findByRole("heading", { name: "Sign in to Sandbox" })).toBeVisible();
    expect(screen.getByText("sandbox-1")).toBeVisible();
    await expectNoViolations();
  });

  it("fills in the demo credentials and opens the home page", async () => {
    const sent = desk(async () => {
      vi.mocked(commands.app.snapshot).mockResolvedValue(snapshot);
      return snapshot.session;
    });
    const { user, router } = openWindow("/sign-in");
    await user.click(await screen.findByRole("button", { name: "Fill in" }));
    await user.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/home"));
    expect(sent.mock.calls[0]?.[0]).toEqual({
      with: "password",
      connection: "sandbox",
      username: "operator",
      password: "sandbox-1",
      unit: null,
      keep: false,
    });
  });

  it("is done once, however fast two Enters come", async () => {
    const sent = desk(() => new Promise(() => {}));
    openWindow("/sign-in");
    const form = (await screen.findByRole("button", { name: "Sign in" })).closest("form");
    if (!form) throw new Error("there is a form");
    fireEvent.submit(form);
    fireEvent.submit(form);
    await waitFor(() => expect(screen.getByRole("button", { name: /Signing in/ })).toBeVisible());
    expect(sent).toHaveBeenCalledTimes(1);
  });

  it("has a locked keyring asked once more, and goes on with the session that was in it", async () => {
    fakeDesk({ session: null, connections, keyring: { state: "locked", detail: "prompt dismissed" } });
    const tried = vi.spyOn(commands.app, "tryKeyring");
    tried.mockResolvedValueOnce({
      ...snapshot,
      session: null,
      connections,
      keyring: { state: "locked", detail: "prompt dismissed" },
    });
    const { user, router } = openWindow("/sign-in");
    await user.click(await screen.findByRole("button", { name: "Try the keyring again" }));
    expect(screen.getByText(/Unlock it, then try it again/)).toBeVisible();
    expect(router.state.location.pathname).toBe("/sign-in");
    vi.mocked(commands.app.snapshot).mockResolvedValue(snapshot);
    tried.mockResolvedValueOnce(snapshot);
    await user.click(screen.getByRole("button", { name: "Try the keyring again" }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/home"));
  });

  it("shows a wrong password beside its field, with the server's words, and keeps the typed text", async () => {
    desk(() => Promise.reject(wrong));
    const { user } = openWindow("/sign-in");
    await user.type(await screen.findByRole("textbox", { name: "User name" }), "ines");
    await user.type(screen.getByLabelText("Password"), "guess{Enter}");
    const password = screen.getByLabelText("Password");
    await waitFor(() => expect(password).toBeInvalid());
    expect(password, "the text stays, to be corrected").toHaveValue("guess");
    expect(screen.getByRole("textbox", { name: "User name" })).toHaveValue("ines");
    await waitFor(() => expect(password, "the focus is on the input at fault").toHaveFocus());
    expect(screen.getByText(/INVALID_CREDENTIALS/)).toBeVisible();
    await waitFor(() =>
      expect(screen.getByRole("alert"), "and the refusal is announced").toHaveTextContent(/INVALID_CRED/),
    );
  });

  it("shows the connection's organisation, which is not typed", async () => {
    const { user } = openWindow("/sign-in");
    const form = await screen.findByRole("region", { name: "Sign in" });
    const shown = () => within(form).getByText("DEMO");
    expect(shown()).toBeVisible();
    expect(screen.queryByRole("textbox", { name: "Organisation" })).toBeNull();
    expect(document.querySelector("[name=organisation]")).toBeNull();
    await user.click(screen.getByRole("radio", { name: "Web API key" }));
    expect(shown()).toBeVisible();
    await expectNoViolations();
  });

  it("says that a connection has no organisation, once, and leads to where it is filled in", async () => {
    const problem: Problem = { ...wrong, code: "noOrganisation", message: "", detail: null };
    const own = { ...sandbox, id: "own", name: "Own", organisation: "", readOnly: false, problem };
    fakeDesk({ session: null, connections: [own], connection: "own" });
    vi.spyOn(commands.sessions, "signIn").mockRejectedValue(problem);
    const { user } = openWindow("/sign-in");
    expect(await screen.findByText("The connection has no organisation.")).toBeVisible();
    await user.type(screen.getByLabelText("Password"), "sandbox-1{Enter}");
    await waitFor(() => expect(commands.sessions.signIn).toHaveBeenCalled());
    expect(screen.getAllByText("The connection has no organisation.")).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Change the connection" }));
    const dialog = await screen.findByRole("dialog");
    expect(within(dialog).getByRole("textbox", { name: "Organisation" })).toBeVisible();
  });

  it("signs in with a Web API key", async () => {
    const sent = desk(() =>
      Promise.reject({ ...wrong, fields: [{ field: "web_api_key", fault: "required", params: {} }] }),
    );
    const { user } = openWindow("/sign-in");
    await user.click(await screen.findByRole("radio", { name: "Web API key" }));
    await user.type(screen.getByLabelText("Web API key", { selector: "[name=web_api_key]" }), " KEY-1 {Enter}");
    await waitFor(() => expect(sent).toHaveBeenCalled());
    expect(sent.mock.calls[0]?.[0]).toMatchObject({ with: "webApiKey", webApiKey: "KEY-1" });
    expect(await screen.findByText(/^Fill in “/)).toBeVisible();
  });

  it("cannot keep a password where there is no keyring, and says why", async () => {
    fakeDesk({ session: null, connections, keyring: { state: "missing", detail: null } });
    openWindow("/sign-in");
    expect(await screen.findByRole("checkbox", { name: /Remember me/ })).toBeDisabled();
    expect(screen.getByText(/No keyring on this computer/)).toBeVisible();
  });

  it("shows LIVE as soon as such a connection is chosen", async () => {
    const live = { ...snapshot, session: null, connections, connection: "live" };
    const selected = vi.spyOn(commands.app, "selectConnection").mockImplementation(async () => {
      vi.spyOn(commands.app, "snapshot").mockResolvedValue(live);
      return live;
    });
    const { user } = openWindow("/sign-in");
    await user.click(await screen.findByRole("radio", { name: /Production/ }));
    expect(selected).toHaveBeenCalledWith("live");
    expect(await screen.findByRole("heading", { name: "Sign in to Production" })).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Environment" })).getByText("LIVE")).toBeVisible();
  });

  it("tests the connection hop by hop, up to the one that failed", async () => {
    vi.spyOn(commands.app, "testConnection").mockResolvedValue([
      { hop: "name", millis: 12, detail: null, problem: null },
      {
        hop: "server",
        millis: null,
        detail: null,
        problem: { ...wrong, code: "serverUnreachable", message: "refused" },
      },
    ]);
    const { user } = openWindow("/sign-in");
    await user.click(await screen.findByRole("button", { name: "Test connection" }));
    expect(await screen.findByText("Server not reached")).toBeVisible();
    expect(screen.getAllByText("not tried")).toHaveLength(2);
  });
});
