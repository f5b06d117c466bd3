import { waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { pageAtKey, pageKeys, pageList } from "../state/pages";
import { fakeDesk } from "../test/desk";
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
