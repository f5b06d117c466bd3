import { QueryObserver } from "@tanstack/react-query";
import { expect, it, vi } from "vitest";
import { queryClient, refreshEntities } from "./queries";

it("repeats a first read that was under way at a change", async () => {
  const answers: ((value: string) => void)[] = [];
  const queryFn = () => new Promise<string>((answer) => answers.push(answer));
  const shown = new QueryObserver(queryClient, { queryKey: ["entities", "services"], queryFn });
  const leave = shown.subscribe(() => undefined);
  expect(answers).toHaveLength(1);
  const refreshed = refreshEntities();
  answers[0]?.("before the change");
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[1]?.("after it");
  await refreshed;
  expect(shown.getCurrentResult().data).toBe("after it");

  const again = refreshEntities();
  await vi.waitFor(() => expect(answers).toHaveLength(3));
  answers[2]?.("later");
  await again;
  expect(answers).toHaveLength(3);
  leave();
  queryClient.clear();
});
