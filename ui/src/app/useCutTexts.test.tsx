import { fireEvent, render, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { useCutTexts } from "./useCutTexts";

function Page() {
  useCutTexts();
  return (
    <p style={{ overflow: "hidden", textOverflow: "ellipsis" }}>
      <b>Conax logged CRM.COM out</b>
    </p>
  );
}

describe("a text with an ellipsis", () => {
  const start = (scrollWidth: number) => {
    vi.spyOn(Element.prototype, "scrollWidth", "get").mockReturnValue(scrollWidth);
    vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(100);
    render(<Page />);
    const words = screen.getByText("Conax logged CRM.COM out");
    fireEvent.pointerOver(words);
    return words.parentElement as HTMLElement;
  };

  it("is whole in a tooltip while the pointer is on it", () => {
    const line = start(180);
    expect(line).toHaveAttribute("title", "Conax logged CRM.COM out");
    fireEvent.pointerLeave(line);
    expect(line).not.toHaveAttribute("title");
  });

  it("has no tooltip where it is not cut", () => {
    expect(start(100)).not.toHaveAttribute("title");
  });
});
