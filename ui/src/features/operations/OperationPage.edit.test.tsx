import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type RequestRow } from "../../api/bindings";
import { detail, expectNoViolations, fakeDesk, open, row } from "../../test/desk";

beforeEach(() => {
  Element.prototype.scrollTo = vi.fn();
});

const values = { subscription_identifier: "S100", smartcard_identifier: "01900000001" };
const input = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`);

async function editing(part: Partial<RequestRow> = {}) {
  const waiting = row({ key: "w1", state: "held", waitsFor: "edit", operation: "conax.reset-pin", ...part });
  const desk = fakeDesk({}, [waiting]);
  const operation = waiting.operation ?? "";
  desk.request.mockResolvedValue(detail(waiting, { draft: { operation, values } }));
  const edit = vi.spyOn(commands.outbox, "edit").mockResolvedValue({ operation, values });
  const replace = vi.spyOn(commands.outbox, "replace").mockImplementation(async () => waiting);
  const now = vi.spyOn(commands.outbox, "sendNow").mockImplementation(async () => waiting);
  const drawn = open(`/operations/${operation}?edit=w1`);
  await screen.findByText(/which waits in the outbox/);
  return { ...desk, ...drawn, edit, replace, now };
}

describe("a request that waits", () => {
  it("is taken out, changed and put back in its place; nothing else is sent or kept", async () => {
    const { user, router, edit, replace, send, keepForm } = await editing();
    expect(edit).toHaveBeenCalledWith("w1");
    expect(input("subscription_identifier")?.value).toBe("S100");
    expect(screen.queryByRole("button", { name: "Clear form" })).toBeNull();
    await user.type(input("subscription_identifier") as HTMLInputElement, "7");
    await expectNoViolations();
    await user.click(screen.getByRole("button", { name: /Save changes/ }));
    await waitFor(() => expect(replace).toHaveBeenCalledTimes(1));
    expect(replace.mock.calls[0]?.slice(0, 3)).toMatchObject([
      "w1",
      { values: { subscription_identifier: "S1007" } },
      null,
    ]);
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/w1"));
    expect(send, "a second request is what must not be").not.toHaveBeenCalled();
    expect(keepForm, "its values would come back in a form that sends anew").not.toHaveBeenCalled();
  });

  it("stays where it is when the form is left", async () => {
    const { user, router, replace, now, send } = await editing();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/requests/w1"));
    for (const command of [replace, now, send]) expect(command).not.toHaveBeenCalled();
    expect(await screen.findByRole("button", { name: "Continue editing" })).toBeTruthy();
  });

  it("is put back unchanged, and keeps its time where it has one", async () => {
    const first = await editing();
    await first.user.click(screen.getByRole("button", { name: "Keep it unchanged" }));
    await waitFor(() => expect(first.now).toHaveBeenCalledWith("w1"));
    first.unmount();
    const leavesAt = Date.UTC(2100, 1, 26, 12);
    const { user, replace, now } = await editing({ leavesAt });
    now.mockClear();
    expect(screen.getByRole("button", { name: /^Options: .*sent 2100-02-26 14:00/ })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Keep it unchanged" }));
    await waitFor(() => expect(replace).toHaveBeenCalledWith("w1", { operation: "conax.reset-pin", values }, leavesAt));
    expect(now).not.toHaveBeenCalled();
  });

  it("has no form when it has left meanwhile: that would send a second one", async () => {
    fakeDesk({}, [row({ key: "w1", state: "sending" })]);
    vi.spyOn(commands.outbox, "edit").mockRejectedValue({
      code: "tooLate",
      message: "",
      detail: null,
      fields: [],
      outcome: null,
    });
    open("/operations/conax.reset-pin?edit=w1");
    expect(await screen.findByText("The request was already sent.")).toBeTruthy();
    expect(screen.queryByRole("form")).toBeNull();
    expect(screen.getByRole("link", { name: "Open request" })).toBeTruthy();
  });
});

describe("a request that is to leave later", () => {
  async function typed(text: string, operation = "conax.reset-pin") {
    const desk = fakeDesk();
    const later = vi.spyOn(commands.outbox, "sendLater").mockImplementation(async () => row({ key: "new" }));
    const drawn = open(`/operations/${operation}`);
    const form = await screen.findByRole("form");
    await drawn.user.keyboard("019{Enter}S100{Alt>}o{/Alt}");
    const field = within(form).getByRole("textbox", { name: "Send at" });
    if (text) await drawn.user.type(field, text);
    await drawn.user.keyboard("{Control>}{Enter}{/Control}");
    return { ...desk, ...drawn, later, field };
  }

  it("is given its time in the connection's zone", async () => {
    const { later, send } = await typed("2100-02-26 14:00");
    await waitFor(() => expect(later).toHaveBeenCalledTimes(1));
    expect(later.mock.calls[0]?.[1]).toBe(Date.UTC(2100, 1, 26, 12));
    expect(send).not.toHaveBeenCalled();
  });

  it("is not sent while its time cannot be read", async () => {
    const { later, send, field } = await typed("soon");
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(field).toBeInvalid();
    for (const command of [later, send]) expect(command).not.toHaveBeenCalled();
  });

  it("cannot be one with a PIN, and says why", async () => {
    const { field } = await typed("", "conax.set-pin");
    expect(field).toBeDisabled();
    expect(field).toHaveAccessibleDescription(/Not with a PIN/);
  });
});
