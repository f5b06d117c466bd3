import { screen, waitFor, within } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { expectNoViolations, fakeDesk } from "../../test/desk";
import { box, entity, fakeEntities, subscription } from "../../test/entities";
import { openWindow } from "../../test/window";

describe("cards and boxes", () => {
  let entities: ReturnType<typeof fakeEntities>;
  beforeEach(() => {
    fakeDesk();
    entities = fakeEntities();
    entities.recents.mockResolvedValue({
      pinned: [box({ pinned: true })],
      recent: [entity(), subscription()],
      kept: 3,
    });
  });
  const names = () => screen.getAllByRole("listitem").map((row) => row.querySelector("bdi")?.textContent);
  const list = () => screen.findByRole("list", { name: "Cards and boxes" });

  it("lists the pinned ones first and says how long they are kept", async () => {
    openWindow("/entities");
    await list();
    expect(names()).toEqual(["stb01-3020-0005", "01900000001", "S100"]);
    expect(screen.getByText(/3 kept on this computer, up to 30 days/)).toBeVisible();
    expect(screen.getByRole("link", { name: "Wipe in settings" })).toHaveAttribute("href", "/settings");
    await expectNoViolations();
  });

  it("is narrowed by text and kind, which the address keeps", async () => {
    const { user, router } = openWindow("/entities");
    await list();
    await user.type(screen.getByRole("textbox", { name: /Filter/ }), "card-1");
    await waitFor(() => expect(names()).toEqual(["01900000001"]));
    expect(router.state.location.search).toEqual({ text: "card-1" });
    await user.clear(screen.getByRole("textbox", { name: /Filter/ }));
    await user.click(screen.getByRole("radio", { name: "Subscriptions" }));
    await waitFor(() => expect(names()).toEqual(["S100"]));
    await user.type(screen.getByRole("textbox", { name: /Filter/ }), "nothing");
    expect(await screen.findByText("Nothing matches")).toBeVisible();
    await expectNoViolations();
  });

  it("is walked by the arrows; Enter opens, Delete forgets", async () => {
    const { user, router } = openWindow("/entities");
    const rows = within(await list());
    rows.getAllByRole("link")[0]?.focus();
    await user.keyboard("{ArrowDown}");
    expect(rows.getByRole("link", { name: /01900000001/ })).toHaveFocus();
    await user.keyboard("{End}{ArrowUp}{Delete}");
    expect(entities.forget).toHaveBeenCalledWith("card-1");
    await user.keyboard("{Home}{Enter}");
    await waitFor(() => expect(router.state.location.pathname).toBe("/entities/setTopBox/stb01-3020-0005"));
  });

  it("pins and unpins", async () => {
    const { user } = openWindow("/entities");
    await list();
    await user.click(screen.getByRole("button", { name: "Unpin stb01-3020-0005" }));
    await user.click(screen.getByRole("button", { name: "Pin S100" }));
    expect(entities.pin.mock.calls).toEqual([
      ["box-1", false],
      ["subscription-1", true],
    ]);
  });

  it("explains its content while it is empty", async () => {
    entities.recents.mockResolvedValue({ pinned: [], recent: [], kept: 0 });
    openWindow("/entities");
    expect(await screen.findByText("No cards or boxes yet")).toBeVisible();
    await expectNoViolations();
  });
});
