import { expect, it } from "vitest";
import { coalesce } from "./coalesce";

it("runs once more for all that was asked meanwhile, also after a failure", async () => {
  const ends: ((failed?: Error) => void)[] = [];
  const run = coalesce(
    () => new Promise<void>((done, fail) => ends.push((failed) => (failed ? fail(failed) : done()))),
  );
  const settled = () => new Promise((done) => setTimeout(done));
  run();
  run();
  run();
  expect(ends).toHaveLength(1);
  ends[0]?.(new Error("no disk"));
  await settled();
  expect(ends, "two calls during the first one make one more").toHaveLength(2);
  ends[1]?.();
  await settled();
  expect(ends).toHaveLength(2);
  run();
  expect(ends).toHaveLength(3);
});
