import { screen, waitFor, within } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands, type Snapshot } from "../../api/bindings";
import { notCopied } from "../../state/clipboard";
import { expectNoViolations, fakeDesk, row, snapshot } from "../../test/desk";
import { entity, fakeEntities } from "../../test/entities";
import { emit, openWindow } from "../../test/window";
import { copyLink } from "./copyLink";
import { openedLink } from "./openedLink";

afterEach(() => {
  openedLink.set(null);
  notCopied.set(null);
});

const [sandbox] = snapshot.connections;
if (!sandbox) throw new Error("the sandbox is there");
const crm = (name: string, serverUrl: string) => ({
  ...sandbox,
  id: name,
  name,
  kind: "test" as const,
  serverUrl,
  organisation: "Kestrel TV",
});
const connections = [sandbox, crm("North", "https://north.example/crm"), crm("South", "https://south.example")];
const link = (server: string, address: string) =>
  `provisioning-desk://open?server=${encodeURIComponent(server)}&organisation=Kestrel+TV#${address}`;

/** A window with the connection North, and a link that waits for it. */
function opened(text: string | null, path = "/home", part: Partial<Snapshot> = {}) {
  const here = { connections, connection: "North", ...part };
  const { send } = fakeDesk(here);
  const take = vi.spyOn(commands.launch, "takeLink").mockResolvedValue(null);
  if (text !== null) take.mockResolvedValueOnce(text);
  const select = vi.spyOn(commands.app, "selectConnection").mockImplementation(async (connection) => {
    const next = { ...snapshot, ...here, connection };
    vi.mocked(commands.app.snapshot).mockResolvedValue(next);
    return next;
  });
  const window = openWindow(path);
  return { ...window, take, select, send, place: () => window.router.state.location.href };
}

describe("a link that another program opened", () => {
  it("opens its page in the connection that it names, whether the window was open or not", async () => {
    const { take, select, send, place } = opened(link("https://north.example", "/requests?states=rejected"));
    await waitFor(() => expect(place()).toBe("/requests?states=rejected"));
    take.mockResolvedValueOnce(link("https://north.example", "/operations/conax.reset-pin"));
    await emit({ kind: "linkOpened" });
    await waitFor(() => expect(place()).toBe("/operations/conax.reset-pin"));
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(select).not.toHaveBeenCalled();
    expect(send).not.toHaveBeenCalled();
  });

  it("asks before it changes the connection, and names both", async () => {
    const { user, select, place } = opened(link("https://south.example", "/history"));
    const dialog = await screen.findByRole("dialog", { name: "Change the connection for this link?" });
    expect(dialog).toHaveTextContent("In useNorthKestrel TV · https://north.example");
    expect(dialog).toHaveTextContent("LinkSouthKestrel TV · https://south.example");
    expect(within(dialog).getByRole("button", { name: /Stay here/ })).toHaveFocus();
    await expectNoViolations();
    await user.click(within(dialog).getByRole("button", { name: "Change and open" }));
    await waitFor(() => expect(place()).toBe("/history"));
    expect(select).toHaveBeenCalledWith("South");
  });

  it("changes nothing when the question is answered with no", async () => {
    const { user, select, place } = opened(link("https://south.example", "/history"));
    await screen.findByRole("dialog");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(select).not.toHaveBeenCalled();
    expect(place()).toBe("/home");
  });

  it("waits for an answer where a dialog is open, and in the field mode", async () => {
    const { user, place } = opened(link("https://north.example", "/history"), "/field");
    const dialog = await screen.findByRole("dialog", { name: "Open this link?" });
    expect(dialog).toHaveTextContent("#/history");
    expect(place()).toBe("/field");
    await user.click(within(dialog).getByRole("button", { name: "Open" }));
    await waitFor(() => expect(place()).toBe("/history"));
  });

  it.each([
    [link("https://south.example.evil.test", "/home"), "you have no connection to it"],
    [link("https://north.example", "/operations/conax.reset-pin?with=%7B%7D"), "do not trust it"],
    [link("https://north.example", "/nowhere"), "no such page"],
    ["provisioning-desk://evil@open#/home", "damaged"],
    [link("https://north.example", `/history?user=${"a".repeat(3_000)}`), "longer than any link"],
  ])("is not opened, and the reason is shown: %s", async (text, why) => {
    const { user, select, place } = opened(text);
    const dialog = await screen.findByRole("dialog", { name: "This link was not opened" });
    expect(dialog).toHaveTextContent(why);
    await expectNoViolations();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(select).not.toHaveBeenCalled();
    expect(place()).toBe("/home");
  });

  it("waits for the sign-in, and then opens its page", async () => {
    const { place } = opened(link("https://north.example", "/requests/server-5"), "/sign-in", { session: null });
    await waitFor(() => expect(place()).toBe("/sign-in?next=%2Frequests%2Fserver-5"));
  });
});

describe("copying a link", () => {
  it("puts the server's ids in place of this desk's keys and of customers' numbers", async () => {
    opened(null);
    fakeEntities([row({ key: "0199", id: "58226" }), row({ key: "new", id: null })]);
    fakeDesk({ connections, connection: "North" }, [row({ key: "0199", id: "58226" }), row({ key: "new", id: null })]);
    vi.spyOn(commands.entities, "entityPage").mockResolvedValue({
      entity: entity({ id: "7A1" }),
    } as Awaited<ReturnType<typeof commands.entities.entityPage>>);
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    const last = () => copy.mock.lastCall?.[0];
    await copyLink("/requests/0199?states=pending");
    expect(last()).toBe(link("https://north.example", "/requests/server-58226"));
    await copyLink("/entities/smartcard/01900000001?by=serial_number");
    expect(last()).toBe(link("https://north.example", "/entities/smartcard/7A1?by=id"));
    await copyLink("/requests?text=01900000001&states=pending");
    expect(last()).toBe(link("https://north.example", "/requests?states=pending"));
    copy.mockClear();
    await copyLink("/requests/new");
    await copyLink("/field/slip/0199");
    expect(copy).not.toHaveBeenCalled();
    expect(await screen.findAllByText("This page has no link")).not.toHaveLength(0);
  });
});
