import { screen, waitFor } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { expectNoViolations, fakeDesk, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";

describe("settings", () => {
  beforeEach(() => {
    fakeDesk();
    vi.spyOn(commands.app, "savePreferences").mockImplementation(async (preferences) => {
      vi.mocked(commands.app.snapshot).mockResolvedValue({ ...snapshot, preferences });
      return preferences;
    });
  });

  it("changes the theme at once, for our colours and for Mantine's", async () => {
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("radio", { name: "Dark" }));
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(commands.app.savePreferences).toHaveBeenCalledWith({ ...snapshot.preferences, theme: "dark" });
    await expectNoViolations();
  });

  it("changes the height of rows at once", async () => {
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("radio", { name: "Compact" }));
    expect(document.documentElement.dataset.density).toBe("compact");
    expect(commands.app.savePreferences).toHaveBeenCalledWith({ ...snapshot.preferences, density: "compact" });
  });

  it("starts with the computer's session, as the system says it does", async () => {
    let on = false;
    vi.spyOn(commands.launch, "startsWithSession").mockImplementation(async () => on);
    const set = vi.spyOn(commands.launch, "setStartWithSession").mockImplementation(async (next) => {
      on = next;
      return null;
    });
    const { user } = openWindow("/settings");
    const start = await screen.findByRole("switch", {
      name: "Start Provisioning Desk when I sign in to this computer",
    });
    await waitFor(() => expect(start).toBeEnabled());
    expect(start).not.toBeChecked();
    await user.click(start);
    await waitFor(() => expect(start).toBeChecked());
    set.mockRejectedValueOnce({ code: "internal", message: "denied", detail: null, fields: [], outcome: null });
    await user.click(start);
    expect(await screen.findByText("denied")).toBeVisible();
    expect(start, "it stays as it is").toBeChecked();
  });

  it("does not start data of the command line with the session", async () => {
    vi.spyOn(commands.launch, "startsWithSession").mockResolvedValue(null);
    openWindow("/settings");
    const start = await screen.findByRole("switch", { name: /when I sign in to this computer/ });
    await waitFor(() => expect(start).toHaveAccessibleDescription(/given on the command line/));
    expect(start).toBeDisabled();
  });

  it("switches the undo hold off", async () => {
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("switch", { name: "Hold before sending" }));
    expect(commands.app.savePreferences).toHaveBeenCalledWith({ ...snapshot.preferences, holdSeconds: 0 });
  });

  it("limits how many requests leave at a time", async () => {
    const { user } = openWindow("/settings");
    const most = await screen.findByRole("textbox", { name: /Requests at a time/ });
    await user.clear(most);
    expect(commands.app.savePreferences, "nothing to keep while it is typed anew").not.toHaveBeenCalled();
    await user.type(most, "8");
    await waitFor(() =>
      expect(commands.app.savePreferences).toHaveBeenLastCalledWith({ ...snapshot.preferences, maxInFlight: 8 }),
    );
  });

  it("shows the fault of a number at its input, and keeps it as typed", async () => {
    const { user } = openWindow("/settings");
    const most = await screen.findByRole("textbox", { name: /Requests at a time/ });
    await user.clear(most);
    expect(most).toHaveAccessibleDescription(/^Fill in “/);
    await user.paste("17");
    expect(most).toBeInvalid();
    expect(most).toHaveAccessibleDescription("At most 16.");
    await user.tab();
    expect(most, "still as typed after it is left").toHaveValue("17");
    expect(most).toBeInvalid();
    expect(commands.app.savePreferences).not.toHaveBeenCalled();
    await expectNoViolations();
    await user.clear(most);
    await user.type(most, "8");
    expect(most).toBeValid();
    await user.tab();
    expect(most).toHaveValue("8");
    expect(commands.app.savePreferences).toHaveBeenLastCalledWith({ ...snapshot.preferences, maxInFlight: 8 });
  });

  it("shows the seconds that the switch of the hold sets in place of typed ones", async () => {
    const { user } = openWindow("/settings");
    const seconds = await screen.findByRole("textbox", { name: /Seconds/ });
    const hold = screen.getByRole("switch", { name: "Hold before sending" });
    await user.clear(seconds);
    await user.paste("61");
    expect(seconds).toHaveAccessibleDescription("At most 60.");
    await user.click(hold);
    await waitFor(() => expect(seconds).toHaveValue("0"));
    expect(seconds).toBeValid();
    await user.click(hold);
    await waitFor(() => expect(seconds).toHaveValue("5"));
  });

  it("shows the fault of a new connection at its input, and keeps the rest", async () => {
    vi.spyOn(commands.app, "saveConnection").mockRejectedValue({
      code: "invalidInput",
      message: "",
      detail: null,
      fields: [{ field: "server_url", fault: "notHttps", params: {} }],
      outcome: null,
    });
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("button", { name: "Add connection" }));
    await user.click(await screen.findByRole("textbox", { name: "Name" }));
    await user.paste("Training");
    const server = screen.getByRole("textbox", { name: "Server address" });
    await user.click(server);
    await user.paste("http://crm.example.com");
    await user.click(screen.getByRole("button", { name: "Save connection" }));
    await waitFor(() => expect(server).toBeInvalid());
    expect(server).toHaveAccessibleDescription(/https:\/\//);
    expect(screen.getByRole("textbox", { name: "Name" })).toHaveValue("Training");
    await expectNoViolations();
  });
});
