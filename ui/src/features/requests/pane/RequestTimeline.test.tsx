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
      { at: 1, step: "sending", detail: null, by: null },
      { at: 2, step: "notSent", detail: "certificate expired", by: null },
      { at: 3, step: "notSent", detail: refused, by: null },
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

it("names the user that decided on a step, beside its detail", async () => {
  fakeDesk();
  const timeline = [
    { at: 1, step: "adopted" as const, detail: "18501", by: "eleni" },
    { at: 2, step: "closed" as const, detail: null, by: "ann" },
  ];
  openOne(<RequestTimeline detail={detail(row({ key: "a", state: "unknown" }), { timeline })} />);
  expect(await screen.findByText("18501 · Decided by eleni")).toBeVisible();
  expect(screen.getByText("Decided by ann")).toBeVisible();
});
