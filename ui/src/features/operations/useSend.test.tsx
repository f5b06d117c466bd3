import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { commands, type Form, type RequestRow } from "../../api/bindings";
import { detail, fakeDesk, open, row } from "../../test/desk";
import { reloaded } from "../../test/reload";

const OPERATION = "conax.reset-pin";
const values = { subscription_identifier: "S100", smartcard_identifier: "01900000001" };

const input = (name: string) => document.querySelector<HTMLInputElement>(`[name="${name}"]`)?.value;
const holds = (name: string, text: string) => waitFor(() => expect(input(name)).toBe(text));

async function form(search = "") {
  const drawn = open(`/operations/${OPERATION}${search}`);
  await screen.findByRole("form");
  return drawn;
}

/** A desk that keeps a row by its key, however often it comes. */
function desk() {
  const fake = fakeDesk();
  const rows = new Map<string, RequestRow>();
  const taken = (key: string) => {
    const known = rows.get(key) ?? row({ key, state: "held" });
    rows.set(key, known);
    return known;
  };
  const unknown = { code: "notFound", message: "", detail: null, fields: [], outcome: null };
  fake.request.mockImplementation(async (key) => {
    const known = rows.get(key);
    if (key === "origin") return detail(row({ key }), { draft: { operation: OPERATION, values } });
    if (!known) throw unknown;
    return detail(known);
  });
  const kept = new Map<string, Form>();
  fake.keepForm.mockImplementation(async (given) => {
    if (Object.keys(given.draft.values).length > 0) kept.set(OPERATION, given);
    else kept.delete(OPERATION);
    return null;
  });
  fake.keptForm.mockImplementation(async () => {
    const left = kept.get(OPERATION);
    return left && !rows.has(left.key) ? left : null;
  });
  fake.send.mockImplementation(async ({ key }) => taken(key));
  const keys = () => fake.send.mock.calls.map(([{ key }]) => key);
  return { ...fake, rows, taken, keys };
}

const never = () => new Promise<never>(() => undefined);

afterEach(() => {
  sessionStorage.clear();
  Reflect.deleteProperty(window, "__TAURI_INTERNALS__");
});

it("makes an id for each call that is carried out once", async () => {
  const ids: unknown[] = [];
  const invoke = async (_: string, message: Record<string, unknown>) => ids.push(message.call);
  Object.assign(window, { __TAURI_INTERNALS__: { invoke } });
  await commands.requests.stopExport();
  await commands.outbox.sendNow("k1");
  await commands.app.wipe();
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

describe("a form that is sent twice", () => {
  it("has the same key until an answer arrives", async () => {
    const { rows, keys, send, taken } = desk();
    // The desk takes it, and the answer gets lost on its way to the page.
    send.mockImplementationOnce(async ({ key }) => {
      taken(key);
      throw new Error("Load failed");
    });
    const { user } = await form();
    await user.keyboard("01900000001{Enter}S100{Control>}{Enter}{/Control}");
    expect(await screen.findByText(/Load failed/)).toBeVisible();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await holds("smartcard_identifier", "");
    expect(new Set(keys()).size).toBe(1);
    expect(rows.size, "one row").toBe(1);
    await user.keyboard("01900000002{Enter}S101{Control>}{Enter}{/Control}");
    await waitFor(() => expect(rows.size, "the next one is another").toBe(2));
    expect([...keys()].sort(), "keys grow with time").toEqual(keys());
  });

  it("is handed over a second time by Tauri itself under the same key", async () => {
    const { send, taken, rows } = desk();
    // The command as the page has it: down to the message.
    send.mockRestore();
    const seen: string[] = [];
    // As its protocol does when `fetch` fails: the very message once more.
    const invoke = vi.fn(async (command: string, message: { form: Form }) => {
      expect(command).toBe("send");
      for (let twice = 0; twice < 2; twice++) {
        seen.push(message.form.key);
        taken(message.form.key);
      }
      return rows.get(message.form.key);
    });
    Object.assign(window, { __TAURI_INTERNALS__: { invoke } });
    const { user } = await form();
    await user.keyboard("01900000001{Enter}S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(seen).toHaveLength(2));
    expect(rows.size).toBe(1);
  });

  it("is the same after a reload of the page, with all typed text", async () => {
    const { rows, keys, send } = desk();
    send.mockImplementationOnce(never);
    const first = await form();
    // Sent at once: nothing had been kept yet.
    await first.user.keyboard("01900000001{Enter}S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    reloaded(first);
    const { user } = await form();
    await holds("smartcard_identifier", "01900000001");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(rows.size).toBe(1));
    expect(new Set(keys()).size).toBe(1);
  });

  it("is empty after a reload of the page, where the desk has taken the request meanwhile", async () => {
    const { taken, send, keys } = desk();
    send.mockImplementationOnce(async ({ key }) => {
      taken(key);
      return never();
    });
    const first = await form("?from=origin");
    await holds("smartcard_identifier", "01900000001");
    await first.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    reloaded(first);
    const { user } = await form("?from=origin");
    await holds("smartcard_identifier", "");
    await user.keyboard("01900000001{Enter}S100{Control>}{Enter}{/Control}");
    await waitFor(() => expect(new Set(keys()).size, "another one").toBe(2));
  });

  it("opened from a request is the same after a reload of the page, changed or not", async () => {
    const { send, keys } = desk();
    send.mockImplementation(never);
    const first = await form("?from=origin");
    await holds("smartcard_identifier", "01900000001");
    await first.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(1));
    reloaded(first);
    const second = await form("?from=origin");
    await holds("smartcard_identifier", "01900000001");
    await second.user.type(document.querySelector("[name=smartcard_identifier]") as HTMLInputElement, "7");
    await second.user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(send).toHaveBeenCalledTimes(2));
    reloaded(second);
    await form("?from=origin");
    await holds("smartcard_identifier", "019000000017");
    expect(new Set(keys()).size).toBe(1);
  });

  it("is a new one after a reload of the page, where the first one was sent", async () => {
    const { keys } = desk();
    const first = await form("?from=origin");
    await holds("smartcard_identifier", "01900000001");
    await first.user.keyboard("{Control>}{Enter}{/Control}");
    await holds("smartcard_identifier", "");
    await first.user.keyboard("0190{Enter}S101");
    reloaded(first);
    const { user } = await form("?from=origin");
    await holds("smartcard_identifier", "0190");
    expect(screen.queryByText(/Filled from request/)).toBeNull();
    await user.keyboard("{Control>}{Enter}{/Control}");
    await waitFor(() => expect(new Set(keys()).size).toBe(2));
  });

  it("that edits a request keeps its typed text over a reload, except a PIN", async () => {
    const { request } = desk();
    const waiting = row({ key: "w1", state: "held", waitsFor: "edit", operation: "conax.set-pin" });
    request.mockImplementation(async () => detail(waiting, { draft: { operation: "conax.set-pin", values } }));
    vi.spyOn(commands.outbox, "edit").mockResolvedValue({ operation: "conax.set-pin", values });
    const editing = async () => {
      const drawn = open("/operations/conax.set-pin?edit=w1");
      await screen.findByText(/which waits in the outbox/);
      return drawn;
    };
    const first = await editing();
    await first.user.type(document.querySelector("[name=smartcard_identifier]") as HTMLInputElement, "77");
    await first.user.type(document.querySelector("[name=pin]") as HTMLInputElement, "4821");
    expect(JSON.stringify({ ...sessionStorage })).not.toContain("4821");
    reloaded(first);
    await editing();
    await holds("smartcard_identifier", "0190000000177");
    expect(input("pin")).toBe("");
  });

  it("that was changed after it was sent is not taken for sent", async () => {
    const { send, keys } = desk();
    send.mockRejectedValueOnce({ code: "alreadySent", message: "", detail: null, fields: [], outcome: null });
    const { user } = await form();
    await user.keyboard("01900000001{Enter}S100{Control>}{Enter}{/Control}");
    expect(await screen.findByText(/was already sent, with other values/)).toBeVisible();
    expect(input("smartcard_identifier"), "nothing typed is lost").toBe("01900000001");
    await user.keyboard("{Control>}{Enter}{/Control}");
    await holds("smartcard_identifier", "");
    expect(new Set(keys()).size, "it is another request").toBe(2);
  });

  it("is a new one where the form was left by hand", async () => {
    const { send, keys } = desk();
    for (let visits = 0; visits < 2; visits++) {
      const { user, unmount } = await form("?from=origin");
      await holds("smartcard_identifier", "01900000001");
      await user.keyboard("{Control>}{Enter}{/Control}");
      await holds("smartcard_identifier", "");
      unmount();
      // What the form began with is forgotten a moment later.
      await new Promise((done) => setTimeout(done));
    }
    expect(send).toHaveBeenCalledTimes(2);
    expect(new Set(keys()).size).toBe(2);
    expect(sessionStorage).toHaveLength(0);
  });
});
