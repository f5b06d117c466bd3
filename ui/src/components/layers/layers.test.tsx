import { fireEvent, render, screen } from "@testing-library/react";
import { useState } from "react";
import { describe, expect, it, vi } from "vitest";
import { useLayer, usePageLayer } from "./layers";

function Pane({ onClose }: { onClose: () => void }) {
  useLayer(onClose);
  return <aside aria-label="Pane" />;
}

function Page({ onLeave }: { onLeave: () => void }) {
  const [open, setOpen] = useState(true);
  usePageLayer(onLeave);
  return (
    <>
      <button type="button">Page</button>
      {/* Mounted before the page itself. */}
      {open && <Pane onClose={() => setOpen(false)} />}
    </>
  );
}

const pressEscape = (target: Element, part = {}) => fireEvent.keyDown(target, { key: "Escape", ...part });

describe("Esc", () => {
  it("closes the top layer alone, then the next one", () => {
    const leave = vi.fn();
    render(<Page onLeave={leave} />);
    // A key from the keyboard lets React render between two listeners of the window.
    const late = vi.fn();
    window.addEventListener("keydown", late, true);
    pressEscape(screen.getByRole("button"));
    expect(screen.queryByRole("complementary")).toBeNull();
    expect(leave).not.toHaveBeenCalled();
    pressEscape(screen.getByRole("button"));
    expect(leave).toHaveBeenCalledTimes(1);
    expect(late, "no other listener sees a key that was taken").not.toHaveBeenCalled();
    window.removeEventListener("keydown", late, true);
  });

  it("closes one layer however long it is held", () => {
    const leave = vi.fn();
    render(<Page onLeave={leave} />);
    pressEscape(screen.getByRole("button"));
    pressEscape(screen.getByRole("button"), { repeat: true });
    expect(leave).not.toHaveBeenCalled();
  });

  it("is left to an open menu or list, which closes itself", () => {
    const leave = vi.fn();
    render(
      <>
        <Page onLeave={leave} />
        <div role="menu">
          <button type="button" role="menuitem">
            Item
          </button>
        </div>
      </>,
    );
    expect(pressEscape(screen.getByRole("menuitem")), "nobody took it here").toBe(true);
    expect(screen.getByRole("complementary")).toBeVisible();
  });
});
