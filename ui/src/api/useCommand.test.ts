import { act, renderHook, waitFor } from "@testing-library/react";
import { beforeEach, expect, it, vi } from "vitest";
import type { Problem } from "./bindings";
import { queryClient } from "./queries";
import { useCommand } from "./useCommand";

const unreachable: Problem = { code: "serverUnreachable", message: "", detail: null, fields: [], outcome: null };
const refresh = vi.fn(async () => undefined);

/** A command that is answered by the test. */
function pending() {
  let answer: (value: string) => void = () => undefined;
  let fail: (reason: unknown) => void = () => undefined;
  const call = vi.fn(
    () =>
      new Promise<string>((resolve, reject) => {
        answer = resolve;
        fail = reject;
      }),
  );
  return { call, answer: (value: string) => answer(value), fail: (reason: unknown) => fail(reason) };
}

const timer = () => new Promise((done) => setTimeout(done));

/** Lets answers arrive, and TanStack Query notify its observers, which it does one timer later. */
const settle = () =>
  act(async () => {
    await timer();
    await timer();
  });

beforeEach(() => refresh.mockClear());

it("runs one call at a time, also for a second key before the control is rendered busy", async () => {
  const { result } = renderHook(() => useCommand({ refresh }));
  const { run } = result.current;
  const [first, second] = [pending(), pending()];
  const answers: unknown[] = [];
  void run(first.call).then((answer) => answers.push(answer));
  void run(second.call).then((answer) => answers.push(answer));
  await settle();
  expect(result.current.busy).toBe(true);
  expect(second.call, "the second call is dropped").not.toHaveBeenCalled();
  expect(answers).toEqual([undefined]);
  first.answer("done");
  await settle();
  await waitFor(() => expect(result.current.busy).toBe(false));
  expect(answers).toEqual([undefined, "done"]);
  expect(refresh, "a dropped call refreshes nothing").toHaveBeenCalledTimes(1);
});

it("keeps the problem beside the control until the next call starts, and calls `onProblem`", async () => {
  const onProblem = vi.fn();
  const { result } = renderHook(() => useCommand({ refresh, onProblem }));
  await act(async () => void (await result.current.run(async () => Promise.reject(unreachable))));
  await waitFor(() => expect(result.current).toMatchObject({ busy: false, problem: unreachable }));
  expect(onProblem).toHaveBeenCalledWith(unreachable);
  expect(refresh, "a failed call may have changed something too").toHaveBeenCalledTimes(1);
  const next = pending();
  act(() => void result.current.run(next.call));
  await settle();
  expect(result.current).toMatchObject({ busy: true, problem: undefined });
  next.answer("done");
  await settle();
  expect(result.current.problem).toBeUndefined();
});

it("turns an exception of our own into a problem", async () => {
  const { result } = renderHook(() => useCommand({ refresh }));
  await act(
    async () =>
      void (await result.current.run(() => {
        throw new Error("no such thing");
      })),
  );
  expect(result.current.problem).toMatchObject({ code: "internal", message: "no such thing" });
  act(() => result.current.forget());
  expect(result.current.problem).toBeUndefined();
});

it("keeps the problem while the next call runs where it is asked to, and clears it by a success", async () => {
  const { result } = renderHook(() => useCommand({ refresh, keepProblem: true }));
  await act(async () => void (await result.current.run(async () => Promise.reject(unreachable))));
  const next = pending();
  act(() => void result.current.run(next.call));
  await settle();
  expect(result.current).toMatchObject({ busy: true, problem: unreachable });
  next.answer("done");
  await settle();
  expect(result.current.problem).toBeUndefined();
});

it("lets calls overlap where it is asked to, and shows the problem of each", async () => {
  const { result } = renderHook(() => useCommand({ refresh, parallel: true }));
  const [first, second] = [pending(), pending()];
  act(() => {
    void result.current.run(first.call);
    void result.current.run(second.call);
  });
  await settle();
  expect(second.call).toHaveBeenCalled();
  first.fail(unreachable);
  await settle();
  expect(result.current).toMatchObject({ busy: true, problem: unreachable });
  second.answer("done");
  await settle();
  await waitFor(() => expect(result.current).toMatchObject({ busy: false, problem: unreachable }));
});

it("finishes a call after its component is gone, and leaves nothing of it in the cache", async () => {
  const { result, unmount } = renderHook(() => useCommand({ refresh }));
  const { call, answer } = pending();
  const answered = result.current.run(call);
  await settle();
  unmount();
  answer("done");
  expect(await answered).toBe("done");
  expect(refresh).toHaveBeenCalledTimes(1);
  await settle();
  expect(queryClient.getMutationCache().getAll()).toEqual([]);
});
