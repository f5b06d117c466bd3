import { describe, expect, it } from "vitest";
import type { EntityAction } from "../../api/bindings";
import { actionForKey, keyOfAction } from "./EntityActions";

describe("keys of jobs", () => {
  const job = (operation: string, unfit: EntityAction["unfit"] = null): EntityAction => ({
    operation,
    values: {},
    unfit,
  });

  it("go to the job that fits, of the two that share one", () => {
    const conax = job("conax.create-pairing");
    const nagra = job("nagra.pair", { why: "provider" });
    expect(actionForKey([nagra, conax], "conax.create-pairing")).toBe(conax);
    expect(keyOfAction([nagra, conax], conax)).toBe("F2");
    expect(keyOfAction([nagra, conax], nagra)).toBeUndefined();
    const waiting = job("nagra.pair", { why: "waiting", request: "r" });
    const other = job("conax.create-pairing", { why: "provider" });
    expect(actionForKey([other, waiting], "conax.create-pairing"), "its reason is the one to read").toBe(waiting);
    expect(actionForKey([], "conax.add-service")).toBeUndefined();
  });
});
