import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import generated from "../../generated/numberSettings.json";
import { i18next } from "../../i18n/i18n";
import { fakeDesk } from "../../test/desk";
import { openWindow } from "../../test/window";

it("shows each number that the desk declares, with its words and its value", async () => {
  fakeDesk();
  openWindow("/settings");
  await screen.findByRole("switch", { name: "Hold before sending" });
  for (const { name, path, label, note } of generated.numbers) {
    const input = document.querySelector<HTMLInputElement>(`input[name="${name}"]`);
    const value = path
      .slice(1)
      .split("/")
      .reduce<unknown>((value, member) => (value as Record<string, unknown>)[member], generated.defaults);
    expect(input?.value.replaceAll(",", ""), name).toBe(String(value));
    expect([label, ...(note ? [`${label}Note`] : [])].filter((key) => !i18next.exists(key))).toEqual([]);
  }
});
