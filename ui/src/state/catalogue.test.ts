import { expect, it } from "vitest";
import { hasDrawing } from "../components/operationIcons";
import { keysOf, operationAtKey, operationById, operations, operationsAt } from "./catalogue";

it("has a picture for each operation", () => {
  expect(operations.filter(({ icon }) => !hasDrawing(icon)).map(({ id, icon }) => `${id}: ${icon}`)).toEqual([]);
});

it("finds the operation of a key, and the key of an operation", () => {
  for (const operation of operations) {
    const { shortcut } = operation;
    expect(operationAtKey(shortcut?.code ?? "", shortcut?.alt ?? false)).toBe(shortcut ? operation : undefined);
    expect(keysOf(operation) === undefined).toBe(shortcut === null);
  }
  expect(operationAtKey("F4", true), "Alt+F4 closes the window").toBeUndefined();
});

it("offers operations at a place in the order of their ranks there", () => {
  expect(operationsAt("subscription-page").map(({ id }) => id)).toEqual([
    "provisioning.resync",
    "conax.add-service",
    "conax.cancel-service",
  ]);
  expect(operationsAt("service-page")[0]).toBe(operationById("conax.add-service"));
});
