import { Modal } from "@mantine/core";
import { act, render, screen, within } from "@testing-library/react";
import { type ReactNode, useState } from "react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Appearance } from "../../app/Appearance";
import { Dialog } from "../layers/Dialog";
import { announce, useAnnouncedDescription } from "./announce";
import { LiveRegion } from "./LiveRegion";
import { Status } from "./Status";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const rest = () => act(() => vi.advanceTimersByTime(600));

const show = (children: ReactNode) =>
  render(
    <Appearance choice="light">
      {children}
      <LiveRegion />
    </Appearance>,
  );

describe("a message", () => {
  it("is an element of its own, also where the same words are said again, and goes after a while", () => {
    show(null);
    act(() => announce("1 selected"));
    const first = within(screen.getByRole("status")).getByText("1 selected");
    act(() => announce("1 selected"));
    const both = within(screen.getByRole("status")).getAllByText("1 selected");
    expect(both).toHaveLength(2);
    expect(both[0]).toBe(first);
    act(() => vi.advanceTimersByTime(20_000));
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });

  it("that is urgent interrupts what is being read", () => {
    show(null);
    act(() => announce("Rejected", true));
    expect(screen.getByRole("alert")).toHaveTextContent("Rejected");
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
  });

  it("is read out in the dialog on top, because the page below is hidden", () => {
    show(
      <Dialog title="Retry" onClose={() => undefined} closeButtonProps={{ "aria-label": "Close" }}>
        <Modal.Title>Retry</Modal.Title>
      </Dialog>,
    );
    act(() => announce("120 pending"));
    expect(within(screen.getByRole("dialog")).getByRole("status")).toHaveTextContent("120 pending");
    expect(screen.getAllByText("120 pending")).toHaveLength(1);
  });
});

describe("a status", () => {
  let change: (count: number) => void = () => undefined;
  function Count() {
    const [count, setCount] = useState(1);
    change = setCount;
    return (
      <Status>
        {count} selected <span aria-hidden>Ctrl+A</span>
      </Status>
    );
  }

  it("is announced when it rests, once, and is no live region itself", () => {
    show(<Count />);
    rest();
    expect(screen.getByRole("status")).toHaveTextContent(/^1 selected$/);
    act(() => change(2));
    act(() => vi.advanceTimersByTime(100));
    act(() => change(3));
    rest();
    rest();
    const said = [...screen.getByRole("status").children].map(({ textContent }) => textContent);
    expect(said).toEqual(["1 selected", "3 selected"]);
  });

  it("below a dialog is not announced", () => {
    show(
      <>
        <Count />
        <Dialog onClose={() => undefined} withCloseButton={false} aria-label="Retry">
          <p>Step</p>
        </Dialog>
      </>,
    );
    rest();
    expect(within(screen.getByRole("dialog")).getByRole("status")).toBeEmptyDOMElement();
  });
});

describe("the fault of an input", () => {
  function Field({ fault }: { fault: string }) {
    const [element, setElement] = useState<HTMLElement | null>(null);
    useAnnouncedDescription(fault, { current: element });
    return (
      <>
        <input aria-label="Card" aria-describedby="fault" />
        <p id="fault" ref={setElement}>
          {fault}
        </p>
      </>
    );
  }

  it("is announced, unless the focus comes to the input, which has it as its description", () => {
    const { rerender } = show(<Field fault="" />);
    const draw = (fault: string) =>
      rerender(
        <Appearance choice="light">
          <Field fault={fault} />
          <LiveRegion />
        </Appearance>,
      );
    draw("Enter a card.");
    act(() => screen.getByRole("textbox").focus());
    rest();
    expect(screen.getByRole("status")).toBeEmptyDOMElement();
    draw("It has too many digits.");
    rest();
    expect(screen.getByRole("status")).toHaveTextContent("It has too many digits.");
  });
});
