import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import libraries from "../../generated/licences.json";
import { keysOf, operations } from "../../state/catalogue";
import { helpSheet } from "../../state/helpSheet";
import { pageList } from "../../state/pages";
import { windowCommandList } from "../../state/windowCommands";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { openWindow } from "../../test/window";

afterEach(() => helpSheet.set(null));

// jsdom lays nothing out: the virtual list has room for its rows.
beforeEach(() => {
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockReturnValue(400);
});

async function openedSheet(path: string, ready: RegExp) {
  const window = openWindow(path);
  await screen.findAllByText(ready);
  await window.user.keyboard("[F1]");
  const sheet = await screen.findByRole("dialog", { name: "Keyboard shortcuts" });
  const section = (name: string) => {
    const heading = within(sheet).getByRole("heading", { name });
    return within(heading.closest("section") as HTMLElement);
  };
  return { ...window, sheet, section };
}

describe("the sheet of keys", () => {
  it("lists the keys of the page as its controls declare them, and those of the window", async () => {
    fakeDesk({}, [row({ key: "b", number: "58226" })]);
    const { section, user } = await openedSheet("/requests", /58226/);
    const here = section("This page");
    expect(here.getByText("open").closest("div")).toHaveTextContent("Enter");
    expect(here.getByText("select").closest("div")).toHaveTextContent("Space");
    expect(here.queryByText(/58226/), "no row").not.toBeInTheDocument();
    expect(section("Pages").getAllByRole("definition")).toHaveLength(pageList.length);
    expect(section("Jobs").getAllByRole("definition")).toHaveLength(operations.filter(keysOf).length);
    const ofWindow = windowCommandList.filter(({ key }) => key);
    expect(section("Window").getAllByRole("definition")).toHaveLength(ofWindow.length);
    expect(section("Window").getByText("Zoom in: larger text").closest("div")).toHaveTextContent(/Ctrl\+$/);
    await expectNoViolations();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).not.toBeInTheDocument());
    expect(screen.getByText("58226")).toBeVisible();
  });

  it("lists the keys of a form, and no key twice", async () => {
    fakeDesk();
    const { section } = await openedSheet("/operations/conax.reset-pin", /^Reset PIN/);
    const here = section("This page");
    expect(here.getByText(/^Reset PIN/).closest("div")).toHaveTextContent("CtrlEnter");
    expect(here.queryByText(/Find card/), "it is the window's").not.toBeInTheDocument();
  });

  it("lists only the keys that work there before the sign-in", async () => {
    fakeDesk({ session: null });
    const { sheet } = await openedSheet("/sign-in", /Choose a connection/);
    expect(within(sheet).getByText("Zoom in: larger text")).toBeVisible();
    expect(within(sheet).queryByText("Pages")).not.toBeInTheDocument();
    expect(within(sheet).queryByText("Open the outbox")).not.toBeInTheDocument();
  });

  it("opens by a question mark that a person types outside of a field, and not by a scanner's", async () => {
    fakeDesk();
    openWindow("/settings");
    await screen.findByRole("heading", { level: 1 });
    const press = (key: string) => fireEvent.keyDown(document.activeElement ?? document.body, { key, code: "Slash" });
    press("?");
    press("1");
    await new Promise((done) => setTimeout(done, 300));
    expect(helpSheet.get(), "the beginning of a code").toBeNull();
    const field = screen.getAllByRole("textbox")[0] as HTMLElement;
    field.focus();
    press("?");
    await new Promise((done) => setTimeout(done, 300));
    expect(helpSheet.get(), "text").toBeNull();
    field.blur();
    press("?");
    await waitFor(() => expect(helpSheet.get()).toBe("keys"));
  });

  it("stays away while a dialog waits for an answer", async () => {
    fakeDesk();
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("button", { name: "Wipe local data" }));
    await screen.findByRole("dialog");
    await user.keyboard("[F1]");
    expect(helpSheet.get()).toBeNull();
  });
});

describe("the about panel", () => {
  it("copies the diagnostics, opens the log, and names the libraries with their licences", async () => {
    fakeDesk();
    vi.spyOn(commands.window, "diagnostics").mockResolvedValue("Provisioning Desk 0.1.0");
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    const logs = vi.spyOn(commands.window, "openLogs").mockResolvedValue(null);
    const { user } = openWindow("/settings");
    await user.click(await screen.findByRole("button", { name: "Copy diagnostics" }));
    expect(await screen.findByText("Diagnostics copied")).toBeVisible();
    expect(copy).toHaveBeenCalledWith("Provisioning Desk 0.1.0");
    await user.click(screen.getByRole("button", { name: "Open log folder" }));
    await waitFor(() => expect(logs).toHaveBeenCalledOnce());
    await user.click(screen.getByRole("button", { name: "Licences" }));
    const dialog = await screen.findByRole("dialog", { name: "Licences" });
    await waitFor(() => expect(within(dialog).getByRole("status")).toHaveTextContent(`${libraries.length} libraries`));
    await user.type(within(dialog).getByRole("textbox", { name: "Filter libraries" }), "@mantine/core");
    await waitFor(() => expect(within(dialog).getByRole("status")).toHaveTextContent(/1 library$/));
    expect(within(dialog).getByRole("row", { name: /@mantine\/core .* MIT/ })).toBeVisible();
    await expectNoViolations();
  });
});
