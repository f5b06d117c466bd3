import { screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Problem } from "../../api/bindings";
import { expectNoViolations, fakeDesk, openOne } from "../../test/desk";
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
  expect(await screen.findByText(/This connection leads to another server/)).toBeVisible();
  expect(screen.getByText("Test: a → b")).toBeVisible();
  await expectNoViolations();
  const [first] = screen.getAllByRole("button", { name: "Close this notice" });
  if (!first) throw new Error("it can be closed");
  first.focus();
  await user.keyboard("{Enter}");
  expect(screen.queryByText(/This connection leads to another server/)).toBeNull();
  expect(screen.getByText(/This profile was put back/)).toBeVisible();
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
});
