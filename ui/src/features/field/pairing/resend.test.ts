import { expect, it } from "vitest";
import type { RequestState } from "../../../api/bindings";
import { detail, row } from "../../../test/desk";
import { AT } from "../../../test/field";
import { acceptedAt, resendBlock } from "./resend";

const draft = { operation: "conax.create-pairing", values: {} };
const of = (state: RequestState, part = {}) =>
  detail(row({ key: "k", state }), {
    draft,
    timeline: [
      { at: AT - 9_000, step: "sending", detail: null },
      { at: AT, step: "accepted", detail: null },
    ],
    ...part,
  });

it("counts from acceptance, not from sending", () => {
  expect(acceptedAt(of("pending"))).toBe(AT);
  expect(acceptedAt(detail(row({ key: "k", state: "queued" })))).toBe(row({ key: "k" }).created);
});

it("is not sent again while its outcome is open, however long that takes", () => {
  for (const state of ["held", "queued", "sending", "pending", "notSent", "unknown", "other"] as const) {
    expect(resendBlock(of(state), 12, AT + 86_400_000), state).toEqual({ why: "open" });
  }
});

it("is sent again only after the picture has had its time, and at once where none is to come", () => {
  const due = AT + 12 * 60_000;
  expect(resendBlock(of("completed"), 12, due - 1)).toEqual({ why: "early", until: due });
  expect(resendBlock(of("completed"), 12, due)).toBeUndefined();
  expect(resendBlock(of("rejected"), 12, AT)).toBeUndefined();
});

it("is never sent again where a PIN was in it, or its values are not known", () => {
  expect(resendBlock(of("rejected", { draft: { operation: "conax.set-pin", values: {} } }), 12, AT)?.why).toBe("pin");
  expect(resendBlock(of("rejected", { draft: null }), 12, AT)?.why).toBe("noForm");
});
