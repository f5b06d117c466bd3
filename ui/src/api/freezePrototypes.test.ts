import { expect, test } from "vitest";

test("no member of all objects is added, changed or taken away", () => {
  const all = Object.prototype as Record<string, unknown>;
  for (const name of ["admin", "toString", "hasOwnProperty"]) {
    expect(() => (all[name] = () => "other")).toThrow(TypeError);
    expect(() => Object.defineProperty(all, name, { value: "other" })).toThrow(TypeError);
  }
  expect(() => delete all["valueOf" as string]).toThrow(TypeError);
  expect(() => Object.assign(all, { admin: true })).toThrow(TypeError);
  const careless: Record<string, unknown> = {};
  expect(() => ((Object.getPrototypeOf(careless) as Record<string, unknown>).admin = true)).toThrow(TypeError);
  expect(careless.admin).toBeUndefined();
});

test("an object still has members of its own by those names", () => {
  const own = Object.create(Object.prototype) as Record<string, unknown>;
  own.toString = () => "own";
  own["valueOf" as string] = 7;
  expect(String(own)).toBe("own");
  expect(Object.keys(own)).toEqual(["toString", "valueOf"]);
  expect({}.toString()).toBe("[object Object]");
  function Old() {}
  (Old.prototype as Record<string, unknown>).constructor = Array;
  expect((Old.prototype as Record<string, unknown>).constructor).toBe(Array);
  expect(() => ((Object.freeze({}) as Record<string, unknown>).toString = () => "")).toThrow(TypeError);
});
