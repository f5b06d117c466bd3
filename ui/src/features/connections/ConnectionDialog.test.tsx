import { fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type Connection, type ConnectionDraft, commands, type FieldProblem } from "../../api/bindings";
import { expectNoViolations, fakeDesk, openOne, snapshot } from "../../test/desk";
import { reloaded } from "../../test/reload";
import { ConnectionDialog } from "./ConnectionDialog";

const training: Connection = {
  ...(snapshot.connections[0] as Connection),
  id: "c1",
  name: "Training",
  serverUrl: "https://crm.example.com",
  proxy: "http://proxy.example.com:8080",
  caFile: "/etc/ssl/company.pem",
  kind: "test",
  readOnly: false,
};

function Page({ connection = null }: { connection?: Connection | null }) {
  const [editing, setEditing] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setEditing(true)}>
        Open
      </button>
      {editing && (
        <ConnectionDialog connection={connection} onClose={() => setEditing(false)} onSaved={() => setEditing(false)} />
      )}
    </>
  );
}

async function opened(connection: Connection | null = null) {
  const drawn = openOne(<Page connection={connection} />);
  await drawn.user.click(await screen.findByRole("button", { name: "Open" }));
  await screen.findByRole("dialog");
  return drawn;
}

const input = (name: RegExp | string) => screen.getByRole("textbox", { name });
const zone = () => screen.getByRole("combobox", { name: /Time zone/ });
const refusal = (fields: FieldProblem[]) => ({
  code: "invalidInput",
  message: "",
  detail: null,
  fields,
  outcome: null,
});

const save = vi.fn<(draft: ConnectionDraft) => Promise<Connection>>();
beforeEach(() => {
  fakeDesk();
  save.mockReset();
  vi.spyOn(commands.app, "saveConnection").mockImplementation(save);
});
afterEach(() => sessionStorage.clear());

describe("two Enters", () => {
  it("save once, however fast, and press nothing of the page below", async () => {
    let answer = (_: Connection) => {};
    save.mockImplementation(() => new Promise((done) => (answer = done)));
    const { user } = await opened();
    await user.type(input("Name"), "Training");
    const form = document.querySelector("form");
    if (!form) throw new Error("there is a form");
    // Both before anything is drawn.
    fireEvent.submit(form);
    fireEvent.submit(form);
    await waitFor(() => expect(save).toHaveBeenCalled());
    await user.keyboard("{Enter}");
    expect(save).toHaveBeenCalledTimes(1);
    const clock = vi.spyOn(performance, "now").mockReturnValue(5000);
    answer(training);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    const opener = screen.getByRole("button", { name: "Open" });
    await waitFor(() => expect(opener, "the focus is where it came from").toHaveFocus());
    await user.keyboard("{Enter}");
    expect(screen.queryByRole("dialog"), "not opened again").toBeNull();
    clock.mockReturnValue(5300);
    await user.keyboard("{Enter}");
    expect(await screen.findByRole("dialog"), "a person's next Enter counts").toBeVisible();
  });

  it("on Remove ask for confirmation, and remove nothing", async () => {
    const remove = vi.spyOn(commands.app, "removeConnection").mockResolvedValue(null);
    const { user } = await opened(training);
    screen.getByRole("button", { name: "Remove" }).focus();
    vi.spyOn(performance, "now").mockReturnValue(5000);
    await user.keyboard("{Enter}{Enter}");
    const keep = await screen.findByRole("button", { name: "Keep connection" });
    await waitFor(() => expect(keep).toHaveFocus());
    expect(screen.getByRole("dialog", { name: "Remove Training?" })).toBeVisible();
    expect(remove).not.toHaveBeenCalled();
    expect(save).not.toHaveBeenCalled();
    fireEvent.click(screen.getByRole("button", { name: "Remove" }));
    fireEvent.click(screen.getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(remove).toHaveBeenCalledTimes(1);
  });

  it("save again after a refusal", async () => {
    save
      .mockRejectedValueOnce(refusal([{ field: "name", fault: "notUnique", params: {} }]))
      .mockResolvedValue(training);
    const { user } = await opened();
    await user.type(input("Name"), "Training{Enter}");
    await waitFor(() => expect(input("Name")).toHaveAccessibleDescription(/Another connection has this name/));
    await user.type(input("Name"), " 2{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(save).toHaveBeenCalledTimes(2);
  });
});

describe("faults of the form", () => {
  const faults: FieldProblem[] = [
    { field: "name", fault: "required", params: {} },
    { field: "server_url", fault: "notHttps", params: {} },
    { field: "time_zone", fault: "unknownTimeZone", params: {} },
    { field: "proxy", fault: "badProxy", params: {} },
  ];

  it("is said of all inputs at once, also where the time zone is unknown, and the first has the focus", async () => {
    // The desk knows more zones than the window.
    const known = faults.filter(({ field }) => field !== "time_zone");
    vi.spyOn(commands.app, "checkConnection").mockResolvedValue(known);
    const { user } = await opened();
    await user.clear(zone());
    await user.type(zone(), "Europe/Athen");
    await user.click(screen.getByRole("button", { name: "Save connection" }));
    await waitFor(() => expect(zone()).toBeInvalid());
    expect(zone()).toHaveAccessibleDescription(/Europe\/Athens/);
    expect(input("Name")).toHaveAccessibleDescription(/Fill in “Name”/);
    expect(input("Server address")).toHaveAccessibleDescription(/https:\/\//);
    expect(input(/Proxy/)).toBeInvalid();
    await waitFor(() => expect(input("Name")).toHaveFocus());
    expect(zone(), "as typed").toHaveValue("Europe/Athen");
    await user.type(zone(), "s");
    expect(zone(), "what was changed since is not called wrong").toBeValid();
    expect(input("Server address")).toBeInvalid();
    expect(save).not.toHaveBeenCalled();
    await expectNoViolations();
  });

  it("is the time zone alone where all else is valid, and then nothing is saved", async () => {
    const check = vi.spyOn(commands.app, "checkConnection").mockRejectedValueOnce(refusal([])).mockResolvedValue([]);
    const { user } = await opened(training);
    await user.clear(zone());
    await user.type(zone(), "Nowhere/Land");
    await user.click(screen.getByRole("button", { name: "Save connection" }));
    await waitFor(() => expect(zone()).toHaveFocus());
    expect(zone()).toBeInvalid();
    await user.click(screen.getByRole("button", { name: "Save connection" }));
    await waitFor(() => expect(check).toHaveBeenCalledTimes(2));
    expect(save).not.toHaveBeenCalled();
  });
});

describe("after a reload of the page", () => {
  it("has the typed text, but no password and no file chosen before the reload", async () => {
    vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "other.pem" });
    const first = await opened(training);
    const { user } = first;
    await user.type(input("Name"), " 2");
    await user.clear(input(/Proxy/));
    await user.type(input(/Proxy/), "http://ines:geheim@proxy.example.com:3128");
    await user.click(screen.getByRole("button", { name: "Choose" }));
    await waitFor(() => expect(input(/Certificate file/)).toHaveValue("other.pem"));
    expect(JSON.stringify({ ...sessionStorage })).not.toMatch(/geheim|h1/);
    reloaded(first);
    await opened(training);
    expect(input("Name")).toHaveValue("Training 2");
    expect(input(/Proxy/)).toHaveValue(training.proxy);
    expect(input(/Certificate file/)).toHaveValue(training.caFile);
  });

  it("starts empty after the dialog was closed by hand", async () => {
    const { user } = await opened();
    await user.type(input("Name"), "Typed wrongly");
    await user.click(screen.getByRole("button", { name: "Close" }));
    await user.click(screen.getByRole("button", { name: "Open" }));
    expect(await screen.findByRole("textbox", { name: "Name" })).toHaveValue("");
  });
});
