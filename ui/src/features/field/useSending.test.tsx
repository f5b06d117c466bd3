import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import type { FormDraft } from "../../api/bindings";
import { fieldDesk } from "../../test/field";
import { useSending } from "./useSending";

const draft: FormDraft = { operation: "conax.reset-pin", values: { smartcard_identifier: "01900000001" } };

it("sends one scanned pair under one idempotency key, also when a key is pressed after the answer", async () => {
  const { sendInField } = fieldDesk();
  const { result } = renderHook(() => useSending("field "));
  const [hand, next] = [{}, {}];
  // The page that heard the second key is the one that heard the first.
  const { send } = result.current;
  await act(async () => void (await send(draft, null, hand)));
  await act(async () => void (await send(draft, null, hand)));
  await act(async () => void (await result.current.send(draft, null, next)));
  const keys = sendInField.mock.calls.map(([form]) => form.key);
  expect(keys).toHaveLength(3);
  expect(keys[1]).toBe(keys[0]);
  expect(keys[2]).not.toBe(keys[0]);
});
