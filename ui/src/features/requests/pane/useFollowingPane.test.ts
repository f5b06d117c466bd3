import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useFollowingPane } from "./useFollowingPane";

const inWindow = (wide: boolean) =>
  vi
    .spyOn(window, "matchMedia")
    .mockImplementation(
      (media) => ({ matches: wide, media, addEventListener: vi.fn(), removeEventListener: vi.fn() }) as never,
    );

describe("the pane in a wide window", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("follows the arrows to the row on which they rest", () => {
    inWindow(true);
    const show = vi.fn();
    const { result } = renderHook(() => useFollowingPane("a", show));
    act(() => {
      result.current?.("b");
      result.current?.("c");
      vi.advanceTimersByTime(1000);
    });
    expect(show.mock.calls).toEqual([["c"]]);
  });

  it("stays closed after it was closed, and where it lies over the list", () => {
    const show = vi.fn();
    inWindow(true);
    const { result, rerender } = renderHook(({ opened }) => useFollowingPane(opened, show), {
      initialProps: { opened: "a" as string | undefined },
    });
    act(() => result.current?.("b"));
    rerender({ opened: undefined });
    act(() => void vi.advanceTimersByTime(1000));
    expect(show).not.toHaveBeenCalled();
    expect(result.current).toBeUndefined();
    inWindow(false);
    expect(renderHook(() => useFollowingPane("a", show)).result.current).toBeUndefined();
  });
});
