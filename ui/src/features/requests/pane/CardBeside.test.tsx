import { screen, waitFor } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { expectNoViolations, fakeDesk, row } from "../../../test/desk";
import { openWindow } from "../../../test/window";

describe("the page of the card beside an open request", () => {
  it("is there in a wide window, with a link to itself", async () => {
    const request = row({ key: "k1", number: "58231", smartcard: "01900000001, 01900000002" });
    fakeDesk({}, [request]);
    vi.spyOn(window, "matchMedia").mockImplementation(
      (media) =>
        ({
          matches: media.includes("min-width"),
          media,
          addEventListener: vi.fn(),
          removeEventListener: vi.fn(),
        }) as never,
    );
    openWindow("/requests/k1");
    await screen.findByRole("complementary", { name: /58231/ });
    const card = await screen.findByRole("region", { name: "Smartcard 01900000001, beside the list" });
    expect(card.querySelector("h2 a")).toHaveAttribute(
      "href",
      expect.stringContaining("/entities/smartcard/01900000001"),
    );
    await waitFor(() => expect(card.querySelectorAll("section").length).toBeGreaterThan(0));
    await expectNoViolations();
  });
});
