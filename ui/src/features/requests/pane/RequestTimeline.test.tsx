import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { detail, fakeDesk, openOne, row } from "../../../test/desk";
import { RequestNotes } from "./RequestNotes";
import { RequestTimeline } from "./RequestTimeline";

it("shows the system's words of the present problem once, and those of earlier steps", async () => {
  fakeDesk();
  const refused = "tcp connect error: Connection refused (os error 111)";
  const of = detail(row({ key: "a", state: "notSent", nextTry: 1 }), {
    problem: { code: "serverUnreachable", message: refused, detail: null, fields: [], outcome: "notSent" },
    timeline: [
      { at: 1, step: "sending", detail: null },
      { at: 2, step: "notSent", detail: "certificate expired" },
      { at: 3, step: "notSent", detail: refused },
    ],
  });
  openOne(
    <>
      <RequestNotes detail={of} />
      <RequestTimeline detail={of} />
    </>,
  );
  expect(await screen.findAllByText(refused)).toHaveLength(1);
  expect(screen.getByText("certificate expired")).toBeVisible();
});
