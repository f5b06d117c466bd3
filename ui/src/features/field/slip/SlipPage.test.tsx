import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { commands } from "../../../api/bindings";
import { expectNoViolations, row } from "../../../test/desk";
import { BOX, CARD, fieldDesk, job, slip } from "../../../test/field";
import { openWindow } from "../../../test/window";

/** Among the commands once the window has it. */
function savesPdf() {
  const save = vi.fn(async (_path: string) => null);
  Object.assign(commands.window, { savePdf: save });
  return save;
}

describe("the slip", () => {
  it("has all that is handed over, and a place to sign", async () => {
    fieldDesk();
    openWindow("/field/slip/done");
    const paper = await screen.findByRole("article", { name: "Service slip" });
    const handedOver = ["DEMO", "Create pairing", CARD, BOX, "Sports", "00058226", "Completed", "Ines Installer"];
    for (const text of [...handedOver, "R1", "Name", "Date", "Signature"]) {
      expect(within(paper).getByText(text), text).toBeVisible();
    }
    expect(within(paper).getByText("R1").closest("footer"), "not among what the customer reads").not.toBeNull();
    expect(paper).toHaveTextContent("26 Feb 2026, 14:05:00 (Europe/Athens)");
    expect(within(paper).getByRole("img", { name: "QR code of the request number" })).toHaveAttribute(
      "src",
      expect.stringMatching(/^data:image\/svg\+xml,%3Csvg/),
    );
    expect(paper).toHaveAttribute("data-print");
    expect(paper).not.toHaveTextContent("PIN");
    await expectNoViolations();
  });

  it("says that it is not confirmed while there is no final state, and that there is no number to scan", async () => {
    const { slip: asked } = fieldDesk();
    asked.mockResolvedValue(slip({ row: row({ key: "p", state: "pending", number: null }), qr: null, services: [] }));
    openWindow("/field/slip/p");
    const paper = await screen.findByRole("article");
    expect(within(paper).getByText("Sent, not confirmed yet.")).toBeVisible();
    expect(within(paper).getByText("No request number yet, so no QR code.")).toBeVisible();
    expect(within(paper).getByText("None known")).toBeVisible();
    expect(within(paper).queryByRole("img")).toBeNull();
    await expectNoViolations();
  });

  it("calls a service by its number only where no name is known, and says that it is one", async () => {
    const { slip: asked } = fieldDesk();
    asked.mockResolvedValue(slip({ services: ["2042", "Sports HD"] }));
    openWindow("/field/slip/done");
    expect(await screen.findByText("Service number 2042")).toBeVisible();
    expect(screen.getByText("Sports HD")).toBeVisible();
  });

  it("does not call a request sent that still waits", async () => {
    const { slip: asked } = fieldDesk();
    asked.mockResolvedValue(slip({ row: row({ key: "q", state: "queued" }), qr: null }));
    openWindow("/field/slip/q");
    expect(await screen.findByText("Not sent yet.")).toBeVisible();
  });

  it("is printed, saved as a file, and left for its job", async () => {
    fieldDesk({ jobs: [job({ id: "a", place: 1, row: row({ key: "done" }) })] });
    const print = vi.spyOn(window, "print").mockImplementation(() => undefined);
    const choose = vi.spyOn(commands.window, "chooseFile").mockResolvedValue({ handle: "h1", name: "slip.pdf" });
    const save = savesPdf();
    const { user, router } = openWindow("/field/slip/done");
    await screen.findByRole("article");
    await user.click(screen.getByRole("button", { name: "Print" }));
    expect(print).toHaveBeenCalledTimes(1);
    await user.click(screen.getByRole("button", { name: "Save as PDF" }));
    expect(choose).toHaveBeenCalledWith("slip", "Slip 00058226.pdf");
    await waitFor(() => expect(save).toHaveBeenCalledWith("h1"));
    expect(await screen.findByText("Slip saved")).toBeVisible();
    save.mockRejectedValueOnce({
      code: "fileNotWritten",
      message: "disk full",
      detail: null,
      fields: [],
      outcome: null,
    });
    await user.click(screen.getByRole("button", { name: "Save as PDF" }));
    expect(await screen.findByText("disk full")).toBeVisible();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(router.state.location.search).toEqual({ job: "a" }));
  });

  it("says how to save a PDF where only the print dialog can", async () => {
    fieldDesk({ jobs: [job({ id: "a", place: 1, row: row({ key: "done" }) })] });
    vi.spyOn(navigator, "userAgent", "get").mockReturnValue("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/140.0");
    const choose = vi.spyOn(commands.window, "chooseFile");
    const { user } = openWindow("/field/slip/done");
    await screen.findByRole("article");
    const save = screen.getByRole("button", { name: /Save as PDF.*Choose Print/ });
    expect(save).toHaveAttribute("aria-disabled", "true");
    await user.click(save);
    expect(choose).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
