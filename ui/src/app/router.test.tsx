import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import { pageAtKey, pageKeys, pageList } from "../state/pages";
import { expectNoViolations, fakeDesk } from "../test/desk";
import { openWindow } from "../test/window";

it("opens each page by its path", async () => {
  fakeDesk();
  const { router } = openWindow("/home");
  const paths = Object.keys(router.routesByPath);
  for (const { path } of pageList) expect(paths, `${path} has no route`).toContain(path);
});

it("gives each page a key of its own", () => {
  for (const page of pageList) expect(pageAtKey(page.key.modifier, page.key.code), pageKeys(page)).toBe(page);
});

it("redirects former addresses to today's pages, with their filters", async () => {
  for (const [former, today] of [
    ["/things", "/entities"],
    ["/things?kind=smartcard&text=0190", "/entities?kind=smartcard&text=0190"],
    ["/things/smartcard/01900000001?by=ca_id", "/entities/smartcard/01900000001?by=ca_id"],
    ["/things/service/GOLD", "/entities/service/GOLD"],
  ] as const) {
    fakeDesk();
    const { router, unmount } = openWindow(former);
    await waitFor(() => expect(router.state.location.href).toBe(today));
    unmount();
  }
});

it("says inside the shell that an address leads to no page, and where to go", async () => {
  for (const address of ["/requests/a/b?x=1", "/field/nowhere", "/operations"]) {
    fakeDesk();
    const { unmount } = openWindow(address);
    expect(await screen.findByRole("heading", { level: 1, name: "Page not found" })).toBeVisible();
    expect(screen.getByRole("main")).toHaveTextContent(`#${address}`);
    unmount();
  }
  fakeDesk();
  const { router, user } = openWindow("/nowhere");
  await screen.findByRole("heading", { level: 1, name: "Page not found" });
  const page = screen.getByRole("main");
  expect(screen.getByRole("navigation", { name: "Main" })).toBeVisible();
  await expectNoViolations();
  await user.click(within(page).getByRole("button", { name: "Search" }));
  expect(await screen.findByRole("dialog", { name: /Search/ })).toBeVisible();
  await user.keyboard("{Escape}");
  await user.click(within(page).getByRole("link", { name: "Home" }));
  await waitFor(() => expect(router.state.location.pathname).toBe("/home"));
});

it("keeps the keys of the window where an address leads to no page", async () => {
  fakeDesk();
  const { router } = openWindow("/nowhere");
  await screen.findByRole("heading", { level: 1, name: "Page not found" });
  fireEvent.keyDown(document.body, { code: "Digit2", altKey: true });
  await waitFor(() => expect(router.state.location.pathname).toBe("/requests"));
});
