import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands } from "../../api/bindings";
import { BATCHED, expectNoViolations, fakeDesk, row, snapshot } from "../../test/desk";
import { box, entity, fakeEntities } from "../../test/entities";
import { openWindow } from "../../test/window";

const created = Date.now();
const rows = [
  row({ key: "a", state: "completed", number: "58231", created }),
  row({ key: "b", state: "rejected", number: "58226", errorText: "Card is not known", created }),
  row({ key: "c", state: "unknown", created }),
];

describe("home", () => {
  beforeEach(() => void fakeDesk({}, rows));

  it("lists today's own requests and counts how they ended", async () => {
    openWindow("/home");
    const table = await screen.findByRole("table");
    expect(within(table).getByText("Card is not known")).toBeVisible();
    expect(within(table).getAllByText("01900000001")[0]).toHaveAttribute("dir", "ltr");
    const today = screen.getByRole("region", { name: "Today" });
    expect(within(today).getByText("Completed").parentElement).toHaveTextContent("Completed1");
    await expectNoViolations();
  });

  it("counts and lists what the signed-in user sent, and bulk retries only in the counts", async () => {
    fakeDesk({}, [
      ...rows,
      row({ key: "d", state: "completed", number: "58300", user: "supervisor", created }),
      ...["1", "2"].map((n) => row({ key: BATCHED + n, state: "completed", number: `5840${n}`, created })),
    ]);
    const { user, router } = openWindow("/home");
    const today = await screen.findByRole("region", { name: "Today" });
    await waitFor(() => expect(within(today).getByText("Completed").parentElement).toHaveTextContent("Completed3"));
    const table = screen.getByRole("table");
    expect(within(table).getAllByRole("row"), "header and the three sent one by one").toHaveLength(4);
    const yours = screen.getByRole("region", { name: /Your requests today/ });
    expect(yours).toHaveTextContent("3 since midnight");
    expect(yours).toHaveTextContent("3 of 3 shown · 2 more by bulk retry");
    await user.click(within(yours).getByRole("link", { name: "Show all of today" }));
    await waitFor(() => expect(router.state.location.href).toBe("/requests?user=operator&made=today&mine=true"));
    expect(await screen.findByRole("button", { name: "View: Mine today" })).toBeVisible();
  });

  it("says the cause of a rejection in plain words", async () => {
    fakeDesk({}, [row({ key: "b", state: "rejected", group: "g", errorText: "txt_session_expired", created })]);
    const cause = { id: "c", groups: ["g"], title: "Conax logged CRM.COM out", open: 1 };
    vi.spyOn(commands.rejected, "rejectedCauses").mockResolvedValue([cause]);
    openWindow("/home");
    const table = await screen.findByRole("table");
    expect(await within(table).findByText("Conax logged CRM.COM out")).toBeVisible();
    expect(within(table).queryByText("txt_session_expired")).toBeNull();
  });

  it("starts with the focus in the search, so that a scan lands there and opens the palette", async () => {
    const { user } = openWindow("/home");
    await waitFor(() => expect(screen.getByRole("textbox", { name: /Search/ })).toHaveFocus());
    await user.keyboard("58226");
    const palette = await screen.findByRole("dialog", { name: /Search/ });
    await waitFor(() => expect(within(palette).getByRole("combobox")).toHaveValue("58226"));
    expect(await within(palette).findByRole("option", { name: /^58226 ?Rejected/ })).toBeVisible();
  });

  it("shows the cards of late, the pinned ones first, and opens their pages", async () => {
    fakeEntities().recents.mockResolvedValue({ pinned: [box({ pinned: true })], recent: [entity()], kept: 2 });
    const { user, router } = openWindow("/home");
    const recent = await screen.findByRole("region", { name: "Recent cards" });
    const [first, second] = await within(recent).findAllByRole("listitem");
    expect(first).toHaveTextContent(/stb01-3020-0005.*Pinned/);
    expect(second).toHaveTextContent("01900000001Smartcard S100 · Conax card");
    await expectNoViolations();
    await user.click(within(recent).getByRole("link", { name: /01900000001/ }));
    await waitFor(() => expect(router.state.location.pathname).toBe("/entities/smartcard/01900000001"));
    expect(router.state.location.search).toEqual({ by: "ca_id" });
  });

  it("explains recent cards while there are none", async () => {
    openWindow("/home");
    expect(await screen.findByText("No recent cards")).toBeVisible();
  });

  it("keeps a job that the server lacks, and says why", async () => {
    fakeDesk({ unavailable: [{ operation: "nagra.unpair", from: null, until: "R11" }] });
    openWindow("/home");
    const job = await screen.findByRole("link", { name: /Unpair/ });
    expect(job).toHaveAttribute("aria-disabled", "true");
    expect(job).toHaveTextContent("Only up to R11");
  });

  it("opens a job by its key, wherever the focus is", async () => {
    const { router } = openWindow("/home");
    await screen.findByRole("table");
    fireEvent.keyDown(document.body, { code: "F4" });
    await waitFor(() => expect(router.state.location.pathname).toBe("/operations/conax.add-service"));
  });

  it("says on every page that the journal stops sending", async () => {
    fakeDesk({
      journal: { code: "journalNewer", message: "schema 9", detail: "journal.db", fields: [], outcome: null },
      session: { ...(snapshot.session as NonNullable<typeof snapshot.session>), stored: false },
    });
    openWindow("/home");
    expect(await screen.findByText("Sending is stopped", { exact: false })).toBeVisible();
    expect(screen.getByText("In memory only"), "no keyring: a badge says so").toBeVisible();
  });
});
