import { expect, it } from "vitest";
import { addressIn } from "./links";

it("finds the address in what a copied link looks like, and in no other text", () => {
  for (const [text, address] of [
    ["#/requests?states=rejected", "/requests?states=rejected"],
    ["tauri://localhost/#/entities/smartcard/01900000001?by=ca_id", "/entities/smartcard/01900000001?by=ca_id"],
    ["http://tauri.localhost/#/requests/server-5", "/requests/server-5"],
    ["#/", "/"],
    ["#12", undefined],
    ["#", undefined],
    ["requests", undefined],
    ["/requests", undefined],
    ["card #/1", undefined],
    ["#/requests and more", undefined],
    ["#/operations/conax.reset-pin?with=%7B%7D", "/operations/conax.reset-pin"],
    ["#/operations/nowhere?from=a", "/operations/nowhere"],
    ["https://crm.example/requests", undefined],
  ] as const) {
    expect(addressIn(text), text).toBe(address);
  }
});
