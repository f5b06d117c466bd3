import { MantineProvider } from "@mantine/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it, vi } from "vitest";
import "../i18n/lazyNamespaces";
import { commands, type RequestState } from "../api/bindings";
import { Identifier } from "./Identifier";
import { StateLabel, stateLook } from "./labels/StateLabel";
import { RichText } from "./RichText";

const draw = (part: React.ReactNode) => render(<MantineProvider>{part}</MantineProvider>);

describe("a request's state", () => {
  it("is a word in every state, and green only when completed", () => {
    for (const state of Object.keys(stateLook) as RequestState[]) {
      const { container, unmount } = draw(<StateLabel state={state} />);
      expect(container.textContent, state).not.toBe("");
      expect(stateLook[state].tone === "ok", state).toBe(state === "completed");
      unmount();
    }
  });

  it("is the server's word where we know none", () => {
    draw(<StateLabel state="other" text="ON_HOLD" />);
    expect(screen.getByText("ON_HOLD")).toBeVisible();
  });
});

describe("an identifier", () => {
  it("keeps every zero, runs left to right and is copied by a named button", async () => {
    const copy = vi.spyOn(commands.window, "copy").mockResolvedValue(null);
    const user = userEvent.setup();
    draw(<Identifier value="00190" />);
    expect(screen.getByText("00190")).toHaveAttribute("dir", "ltr");
    await user.click(screen.getByRole("button", { name: "Copy 00190" }));
    expect(copy).toHaveBeenCalledWith("00190");
    expect(await screen.findByRole("button", { name: "Copied" })).toBeVisible();
  });
});

describe("a text with marks", () => {
  it("shows bold words and identifiers, and everything between them", () => {
    const { container } = draw(
      <RichText text="<b>Swapped.</b> <mono>0012</mono> worked, <mono>0021</mono> was not." />,
    );
    expect(container).toHaveTextContent("Swapped. 0012 worked, 0021 was not.");
    expect(screen.getByText("Swapped.").tagName).toBe("B");
    expect(screen.getByText("0021")).toHaveAttribute("dir", "ltr");
  });
});
