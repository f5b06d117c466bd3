import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { commands, type Evidence } from "../../api/bindings";
import { detail, expectNoViolations, fakeDesk, open, row } from "../../test/desk";

beforeEach(() => {
  Element.prototype.scrollTo = vi.fn();
});

const at = Date.UTC(2026, 1, 26, 12, 5);
const candidate = {
  id: "A1",
  number: "58240",
  state: "pending" as const,
  created: at,
  user: "operator",
  same: [{ name: "smartcard_ca_id", value: "01900000001" }],
  unsure: [{ name: "stb_ca_id", value: "04B1" }],
};
const known: Evidence = {
  sent: at,
  looks: [{ at: at + 5000, lists: ["CREATE_PAIRING"], compared: 214, matched: 0, problem: null }],
  candidates: [],
  noList: false,
  canCheckNumber: false,
  maySendAgain: false,
  nextLook: Date.now() + 60_000,
  settled: null,
};

async function pane(evidence: Partial<Evidence>, part: Parameters<typeof row>[0] = { key: "k3" }) {
  const unknown = row({ state: "unknown", operation: "conax.create-pairing", ...part });
  const desk = fakeDesk({}, [unknown]);
  desk.request.mockResolvedValue(
    detail(unknown, {
      evidence: { ...known, ...evidence },
      draft: { operation: unknown.operation ?? "", values: { subscription_identifier: "S100" } },
    }),
  );
  const drawn = open("/requests/k3");
  const found = await screen.findByRole("complementary", { name: /^Request/ });
  await within(found).findByRole("region", { name: "Checks" });
  return { ...drawn, pane: found };
}

describe("a request that may have arrived", () => {
  it("shows the searched lists, the time and the next step; sending again waits for them", async () => {
    const again = vi.spyOn(commands.reconcile, "sendAgain");
    const { user, pane: found } = await pane({});
    expect(within(found).getByText("CREATE_PAIRING")).toBeTruthy();
    expect(within(found).getByText(/214 compared, 0 match/)).toBeTruthy();
    expect(within(found).getByText(/Next check in \d+ s|Next check in 1 min/)).toBeTruthy();
    const button = within(found).getByRole("button", { name: /Send again/ });
    expect(button.getAttribute("aria-disabled")).toBe("true");
    await user.click(button);
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(again).not.toHaveBeenCalled();
    await expectNoViolations();
  });

  it("is looked for again, and left so, and taken up again", async () => {
    const look = vi.spyOn(commands.reconcile, "lookAgain").mockImplementation(async () => detail(row({ key: "k3" })));
    const close = vi.spyOn(commands.reconcile, "closeUnknown").mockImplementation(async () => row({ key: "k3" }));
    const { user, pane: found } = await pane({});
    await user.click(within(found).getByRole("button", { name: "Check again" }));
    expect(look).toHaveBeenCalledWith("k3");
    await user.click(await within(found).findByRole("button", { name: "Close as unknown" }));
    expect(close).toHaveBeenCalledWith("k3", true);
  });

  it("can be resumed after it was left, and nothing else is offered", async () => {
    const close = vi.spyOn(commands.reconcile, "closeUnknown").mockImplementation(async () => row({ key: "k3" }));
    const { user, pane: found } = await pane({ maySendAgain: true }, { key: "k3", closed: true });
    expect(found).not.toHaveTextContent("lists are checked");
    expect(within(found).queryByRole("button", { name: /Send again/ })).toBeNull();
    await user.click(within(found).getByRole("button", { name: "Reopen" }));
    expect(close).toHaveBeenCalledWith("k3", false);
  });

  it("is sent again only after the question; the safe answer has the focus", async () => {
    const again = vi.spyOn(commands.reconcile, "sendAgain").mockImplementation(async () => row({ key: "k3" }));
    const { user, pane: found } = await pane({ maySendAgain: true });
    await user.click(within(found).getByRole("button", { name: /Send again/ }));
    const dialog = await screen.findByRole("dialog", { name: "Send it a second time?" });
    await waitFor(() => expect(document.activeElement).toBe(within(dialog).getByRole("button", { name: /Cancel/ })));
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(again, "Enter is the safe answer").not.toHaveBeenCalled();
    await user.click(within(found).getByRole("button", { name: /Send again/ }));
    const anew = await screen.findByRole("dialog");
    await expectNoViolations();
    await user.click(within(anew).getByRole("button", { name: /Send again/ }));
    await waitFor(() => expect(again).toHaveBeenCalledWith("k3"));
  });

  it("is one of several candidates to choose from, with equal and uncertain values", async () => {
    const adopt = vi.spyOn(commands.reconcile, "adopt").mockImplementation(async () => row({ key: "k3" }));
    const { user, pane: found } = await pane({ candidates: [candidate, { ...candidate, id: "A2", number: "58241" }] });
    const table = within(found).getByRole("table", { name: "Requests that may match" });
    expect(within(table).getAllByRole("link", { name: "04B1" })).toHaveLength(2);
    await user.click(within(table).getByRole("button", { name: "Choose this request 58241" }));
    const dialog = await screen.findByRole("dialog", { name: "Is 58241 this request?" });
    expect(adopt, "it asks first").not.toHaveBeenCalled();
    await user.click(within(dialog).getByRole("button", { name: "Choose this request" }));
    await waitFor(() => expect(adopt).toHaveBeenCalledWith("k3", "A2"));
  });

  it("may have existed before, where no earlier copy is left", async () => {
    const unsure = [{ name: "knownBefore", value: null }];
    const { pane: found } = await pane({ candidates: [{ ...candidate, unsure }] });
    expect(within(found).getByText(/whether it existed before this one was sent/)).toBeVisible();
    expect(within(found).queryByText(/knownBefore/)).toBeNull();
  });

  it("without a list is checked by a typed number", async () => {
    const check = vi.spyOn(commands.reconcile, "checkNumber").mockResolvedValue(candidate);
    const { user, pane: found } = await pane({ noList: true, canCheckNumber: true, looks: [], nextLook: null });
    expect(within(found).queryByRole("button", { name: "Check again" }), "there is nothing to look at").toBeNull();
    await user.type(within(found).getByRole("textbox", { name: "Number in CRM.COM" }), " 58240{Enter}");
    expect(check).toHaveBeenCalledWith("k3", "58240");
    expect(await within(found).findByRole("button", { name: "Choose this request 58240" })).toBeTruthy();
    expect(
      within(found)
        .getByRole("button", { name: /Send again/ })
        .getAttribute("aria-disabled"),
    ).toBe("false");
  });

  it("with a PIN is not sent again but opened as a new form", async () => {
    const { user, router, pane: found } = await pane({ maySendAgain: true }, { key: "k3", operation: "conax.set-pin" });
    expect(within(found).queryByRole("button", { name: /Send again/ })).toBeNull();
    await user.click(within(found).getByRole("button", { name: "Edit and send as new…" }));
    await waitFor(() => expect(router.state.location.search).toEqual({ from: "k3" }));
  });
});
