import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type PrefilledForm, type RequestRow } from "../../api/bindings";
import { expectNoViolations, fakeDesk, row } from "../../test/desk";
import { alone } from "../../test/rejected";
import { openWindow } from "../../test/window";
import { openRetryForm, requestedForm } from "./openRetryForm";

beforeEach(() => requestedForm.set(null));

const parent: RequestRow = row({
  key: "server-1",
  mine: false,
  number: "58226",
  state: "rejected",
  operation: "conax.set-pin",
  smartcard: "01906574402",
  errorText: "Client 01906574402 not found",
});
const prefilled: PrefilledForm = {
  draft: {
    operation: "conax.set-pin",
    values: { subscription_identifier: "S70291", "subscription_identifier.by": "number" },
  },
  operations: [],
  known: [{ field: "subscription_identifier", from: "request" }],
  missing: [
    { field: "smartcard_identifier", why: "identifier", of: null },
    { field: "pin", why: "pin", of: null },
  ],
  mapped: [],
  parameters: [{ name: "smartcard_ca_id", value: "01906574402" }],
};

function desk(part: Partial<PrefilledForm> = {}) {
  const fake = fakeDesk({}, [parent]);
  vi.spyOn(commands.rejected, "compare").mockResolvedValue(alone);
  return {
    ...fake,
    prefill: vi.spyOn(commands.retries, "prefill").mockResolvedValue({ ...prefilled, ...part }),
    retry: vi
      .spyOn(commands.retries, "retry")
      .mockResolvedValue(row({ key: "new", state: "held", operation: "conax.set-pin" })),
  };
}

describe("a retry with changes", () => {
  it("opens the form with the known values and their source, and focuses the first missing one", async () => {
    desk();
    const { router } = openWindow("/home");
    await screen.findByRole("main");
    openRetryForm.form("server-1");
    const form = await screen.findByRole("form", { name: "Set PIN" });
    expect(router.state.location.pathname).toBe("/operations/conax.set-pin");
    expect(router.state.location.search).toEqual({ retry: "server-1" });
    expect(within(form).getByText("Retry of 58226.")).toBeVisible();
    expect(within(form).getByText(/Known from the request: Subscription/)).toBeVisible();
    expect(within(form).getByRole("combobox", { name: "Subscription" })).toHaveValue("S70291");
    const card = within(form).getByRole("combobox", { name: "Smartcard" });
    expect(card).toHaveAccessibleDescription(/CRM.COM has no card for CA id 01906574402/);
    await waitFor(() => expect(card).toHaveFocus());
    expect(within(form).getByLabelText("New PIN")).toHaveAccessibleDescription(/Type the PIN again/);
    await expectNoViolations();
  });

  it("is sent as a retry of that request, once, and never as a request of its own", async () => {
    const { retry, send, keepForm } = desk();
    const { user } = openWindow("/operations/conax.set-pin?retry=server-1");
    await user.type(await screen.findByRole("combobox", { name: "Smartcard" }), "019065474028");
    await user.type(screen.getByLabelText("New PIN"), "1234");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("Sent as a retry of 58226.")).toBeVisible();
    expect(retry).toHaveBeenCalledTimes(1);
    const [key, { draft } = {}] = retry.mock.calls[0] ?? [];
    expect(key).toBe("server-1");
    expect(draft?.values).toMatchObject({ smartcard_identifier: "019065474028", subscription_identifier: "S70291" });
    expect(send).not.toHaveBeenCalled();
    expect(keepForm.mock.calls.flatMap(([kept]) => Object.keys(kept.draft.values))).not.toContain("pin");
  });

  it("still retries that request when it was taken back before it left", async () => {
    const held = row({ key: "new", state: "held", operation: "conax.set-pin", heldUntil: Date.now() + 60_000 });
    const { retry, send, requests } = desk();
    const draft = {
      operation: "conax.set-pin",
      values: { subscription_identifier: "S70291", smartcard_identifier: "9" },
    };
    const undo = vi.spyOn(commands.outbox, "undo").mockResolvedValue(draft);
    const { user } = openWindow("/operations/conax.set-pin?retry=server-1");
    await user.type(await screen.findByRole("combobox", { name: "Smartcard" }), "9");
    await user.type(screen.getByLabelText("New PIN"), "1234");
    requests.mockResolvedValue({ rows: [held], synced: null });
    await user.keyboard("{Control>}{Enter}{/Control}");
    const box = await screen.findByRole("region", { name: "Set PIN" });
    await user.click(within(box).getByRole("button", { name: /Undo/ }));
    expect(undo).toHaveBeenCalledWith("new");
    expect(await screen.findByText("Retry of 58226.")).toBeVisible();
    await waitFor(() => expect(screen.getByLabelText("New PIN")).toHaveFocus());
    await user.type(screen.getByLabelText("New PIN"), "4321");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(retry).toHaveBeenCalledTimes(2));
    expect(retry.mock.lastCall?.[0]).toBe("server-1");
    expect(send).not.toHaveBeenCalled();
  });

  it("says that another retry was faster, and links to it", async () => {
    const { retry } = desk();
    retry.mockRejectedValue({ code: "alreadyRetried", message: "", detail: null, fields: [], outcome: null });
    vi.mocked(commands.rejected.compare).mockResolvedValue({ ...alone, retries: [row({ key: "theirs" })] });
    const { user } = openWindow("/operations/conax.set-pin?retry=server-1");
    await user.type(await screen.findByRole("combobox", { name: "Smartcard" }), "019065474028");
    await user.type(screen.getByLabelText("New PIN"), "1234");
    await user.keyboard("{Control>}{Enter}{/Control}");
    expect(await screen.findByText("This request was already retried.")).toBeVisible();
    expect(await screen.findByRole("link", { name: "Open that retry" })).toHaveAttribute("href", "/requests/theirs");
    expect(screen.getByRole("combobox", { name: "Smartcard" })).toHaveValue("019065474028");
  });

  it("asks for the operation where the request does not name it, and guesses none", async () => {
    const { prefill } = desk({ draft: null, operations: ["nagra.pair", "nagra.unpair"] });
    const { user, router } = openWindow("/home");
    await screen.findByRole("main");
    openRetryForm.form("server-1");
    const dialog = await screen.findByRole("dialog", { name: "Which job was it?" });
    expect(within(dialog).getByText("01906574402")).toBeVisible();
    prefill.mockResolvedValue({
      ...prefilled,
      draft: { operation: "nagra.unpair", values: {} },
      known: [],
      missing: [],
      mapped: [],
    });
    await user.click(within(dialog).getByRole("button", { name: /^Unpair card/ }));
    await screen.findByRole("form", { name: "Unpair card" });
    expect(router.state.location.search).toEqual({ retry: "server-1", as: "nagra.unpair" });
    expect(prefill).toHaveBeenLastCalledWith("server-1", "nagra.unpair");
  });

  it("says so where the desk has no form for it", async () => {
    desk({ draft: null, operations: [] });
    openWindow("/home");
    await screen.findByRole("main");
    openRetryForm.form("server-1");
    expect(await screen.findByText("There is no form for this type of request.")).toBeVisible();
  });
});

describe("a re-sync", () => {
  it("opens its own form, and is linked to the request", async () => {
    const { retry } = desk();
    const resync = vi.spyOn(commands.retries, "prefillResync").mockResolvedValue({
      ...prefilled,
      draft: {
        operation: "provisioning.resync",
        values: { subscription_identifier: "S70291", provisioning_provider_identifier: "CONAX" },
      },
      missing: [],
      mapped: [],
    });
    const { user } = openWindow("/home");
    await screen.findByRole("main");
    openRetryForm.resync("server-1");
    expect(await screen.findByText("Re-sync of the subscription of 58226.")).toBeVisible();
    expect(resync).toHaveBeenCalledWith("server-1");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() =>
      expect(retry).toHaveBeenCalledWith(
        "server-1",
        expect.objectContaining({ draft: expect.objectContaining({ operation: "provisioning.resync" }) }),
      ),
    );
  });
});
