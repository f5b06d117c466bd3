import { beforeEach, describe, expect, it, vi } from "vitest";
import { GATHER_MS, makeNotifier } from "./makeNotifier";
import { type Ended, type Tally, withRequest } from "./tally";

const ended =
  (key: string, state: Ended["state"] = "completed") =>
  (tally: Tally) =>
    withRequest(tally, { key, job: "Create pairing", state });

describe("notifications", () => {
  let front = false;
  const show = vi.fn<(tally: Tally) => void>();
  const make = () => makeNotifier({ inFront: async () => front, show });

  beforeEach(() => {
    front = false;
    show.mockClear();
    vi.useFakeTimers();
    return () => vi.useRealTimers();
  });

  it("gathers requests that end within seconds", async () => {
    const notifier = make();
    await notifier.add(ended("a"));
    await notifier.add(ended("b", "rejected"));
    expect(show).not.toHaveBeenCalled();
    vi.advanceTimersByTime(GATHER_MS);
    expect(show).toHaveBeenCalledExactlyOnceWith({ counts: { completed: 1, rejected: 1 }, only: null });
  });

  it("counts on while the last one is unread, and starts anew once it is read", async () => {
    const notifier = make();
    await notifier.add(ended("a"));
    vi.advanceTimersByTime(GATHER_MS);
    expect(show.mock.lastCall?.[0].only?.key).toBe("a");
    await notifier.add(ended("b"));
    vi.advanceTimersByTime(GATHER_MS);
    expect(show.mock.lastCall?.[0].counts).toEqual({ completed: 2 });
    expect(notifier.read().counts).toEqual({ completed: 2 });
    await notifier.add(ended("c"));
    vi.advanceTimersByTime(GATHER_MS);
    expect(show.mock.lastCall?.[0].only?.key).toBe("c");
  });

  it("shows nothing while the window is in front, nor after it came to the front", async () => {
    const notifier = make();
    front = true;
    await notifier.add(ended("a"));
    vi.advanceTimersByTime(GATHER_MS);
    front = false;
    await notifier.add(ended("b"));
    notifier.read();
    vi.advanceTimersByTime(GATHER_MS);
    expect(show).not.toHaveBeenCalled();
  });
});
