import { screen, waitFor, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Problem } from "../../api/bindings";
import { expectNoViolations, fakeDesk, openOne, snapshot } from "../../test/desk";
import { openWindow } from "../../test/window";
import { Notices } from "./Notices";

const notice = (code: Problem["code"], detail: string): Problem => ({
  code,
  detail,
  message: "",
  fields: [],
  outcome: null,
});

it("closes a notice that was read, and leaves the others and the focus on the page", async () => {
  fakeDesk({ notices: [notice("connectionMoved", "Test: a → b"), notice("profilePutBack", "")] });
  const { user } = openOne(
    <>
      <Notices />
      <button type="button">of the page</button>
    </>,
  );
  expect(await screen.findByText(/This connection now leads to another server/)).toBeVisible();
  expect(screen.getByText("Test: a → b")).toBeVisible();
  await expectNoViolations();
  const [first] = screen.getAllByRole("button", { name: "Close this notice" });
  if (!first) throw new Error("it can be closed");
  first.focus();
  await user.keyboard("{Enter}");
  expect(screen.queryByText(/This connection now leads to another server/)).toBeNull();
  expect(screen.getByText(/This profile was restored/)).toBeVisible();
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
});

it("calls a server that cannot be reached the same in every place, and counts only requests that wait", async () => {
  const waits = (queued: number) => fakeDesk({ network: "offline", outbox: { ...snapshot.outbox, queued } });
  for (const [count, next] of [
    [0, "You can continue: what you send waits in the outbox."],
    [1, "You can continue: 1 request waits in the outbox."],
    [3, "You can continue: 3 requests wait in the outbox."],
  ] as const) {
    waits(count);
    const { unmount } = openWindow("/home");
    expect(await screen.findByText("The server cannot be reached.")).toBeVisible();
    expect(screen.getByText(next)).toBeVisible();
    expect(within(screen.getByRole("region", { name: "Environment" })).getByText("Server not reached")).toBeVisible();
    unmount();
  }
});
