import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import "../../i18n/i18n";
import { commands } from "../../api/bindings";
import { Appearance } from "../../app/Appearance";
import { CopyButton } from "../../components/Identifier";
import { notCopied } from "../../state/clipboard";
import { expectNoViolations } from "../../test/desk";
import { NotCopiedHost } from "./NotCopiedHost";

afterEach(() => notCopied.set(null));

function draw() {
  render(
    <Appearance choice="light">
      <CopyButton value="00190" />
      <NotCopiedHost />
    </Appearance>,
  );
  return userEvent.setup();
}

it("says copied only when it is", async () => {
  let done = () => {};
  const copy = vi.spyOn(commands.window, "copy").mockImplementation(
    () =>
      new Promise((resolve) => {
        done = () => resolve(null);
      }),
  );
  const user = draw();
  await user.click(screen.getByRole("button", { name: "Copy 00190" }));
  expect(copy).toHaveBeenCalledWith("00190");
  expect(screen.queryByRole("button", { name: "Copied" })).toBeNull();
  done();
  expect(await screen.findByRole("button", { name: "Copied" })).toBeVisible();
  expect(screen.queryByRole("dialog")).toBeNull();
});

it("shows the text that was not copied, selected, with the reason", async () => {
  vi.spyOn(commands.window, "copy").mockRejectedValue({
    code: "internal",
    message: "Another program took the clipboard at once.",
    detail: null,
    fields: [],
    outcome: null,
  });
  const user = draw();
  await user.click(screen.getByRole("button", { name: "Copy 00190" }));
  const text = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Text to copy" });
  expect(text.value).toBe("00190");
  expect(text).toHaveFocus();
  expect([text.selectionStart, text.selectionEnd]).toEqual([0, 5]);
  expect(screen.getByText("Another program took the clipboard at once.")).toBeVisible();
  expect(screen.queryByRole("button", { name: "Copied" })).toBeNull();
  await expectNoViolations();
  await user.keyboard("{Escape}");
  expect(notCopied.get()).toBeNull();
});
