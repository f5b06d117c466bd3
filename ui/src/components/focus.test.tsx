import { MantineProvider, Menu } from "@mantine/core";
import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef, useState } from "react";
import { describe, expect, it } from "vitest";
import { useKeptFocus, useLanding } from "./focus";
import { Dialog } from "./layers/Dialog";

const button = (name: string) => screen.findByRole("button", { name });
const hasFocus = async (name: string) => {
  const wanted = await button(name);
  await waitFor(() => expect(wanted).toHaveFocus());
};

/** A menu that leaves before or together with the dialog that one of its items opens, without returning the focus. */
function MenuWithDialog({ delay }: { delay: number }) {
  useKeptFocus();
  const [menu, setMenu] = useState(true);
  const [open, setOpen] = useState(false);
  const choose = () => {
    setMenu(false);
    setTimeout(() => setOpen(true), delay);
  };
  return (
    <MantineProvider env="test">
      <Menu opened={menu} withinPortal={false} returnFocus={false} transitionProps={{ duration: 0 }}>
        <Menu.Target>
          <button type="button">Files</button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item closeMenuOnClick={false} onClick={choose}>
            Old causes
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {open && (
        <Dialog onClose={() => setOpen(false)} withCloseButton={false}>
          <button type="button" onClick={() => setOpen(false)}>
            Close
          </button>
        </Dialog>
      )}
    </MantineProvider>
  );
}

describe("a dialog opened from a menu", () => {
  it.each([0, 50])("returns the focus to the menu's button, %i ms after its item is gone", async (delay) => {
    const user = userEvent.setup();
    render(<MenuWithDialog delay={delay} />);
    await user.click(screen.getByRole("menuitem", { name: "Old causes" }));
    await hasFocus("Close");
    await user.keyboard("{Enter}");
    await hasFocus("Files");
  });
});

function Steps() {
  useKeptFocus();
  const [step, setStep] = useState(0);
  return (
    <MantineProvider env="test">
      <button type="button" onClick={() => setStep(1)}>
        Open
      </button>
      {step > 0 && (
        <Dialog onClose={() => setStep(0)} closeButtonProps={{ "aria-label": "Leave" }}>
          {step === 1 ? (
            <button type="button" data-autofocus onClick={() => setStep(2)}>
              Look
            </button>
          ) : (
            <>
              <a href="#more">More</a>
              <button key="send" type="button" data-autofocus onClick={() => setStep(0)}>
                Send
              </button>
            </>
          )}
        </Dialog>
      )}
    </MantineProvider>
  );
}

describe("a dialog with steps", () => {
  it("has the focus on the named control of each step, and gives it back at the end", async () => {
    const user = userEvent.setup();
    render(<Steps />);
    await user.click(await button("Open"));
    await hasFocus("Look");
    await user.keyboard("{Enter}");
    await hasFocus("Send");
    await user.keyboard("{Enter}");
    await hasFocus("Open");
  });
});

function List() {
  useKeptFocus();
  const [read, setRead] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  useLanding(() => list.current?.querySelector("button"));
  return (
    <main>
      <p>Beside</p>
      <button type="button" onClick={() => setRead(true)} hidden={read}>
        Read
      </button>
      {read && (
        <ul ref={list}>
          <li>
            <button type="button">Row</button>
          </li>
        </ul>
      )}
    </main>
  );
}

describe("the landing of a page", () => {
  it("has the focus as soon as it is there, and by the arrows after a click beside all controls", async () => {
    const user = userEvent.setup();
    const other = document.body.appendChild(document.createElement("button"));
    render(<List />);
    other.focus();
    other.remove();
    await waitFor(() => expect(document.body).toHaveFocus());
    (await button("Read")).click();
    await hasFocus("Row");
    await user.click(screen.getByText("Beside"));
    expect(document.body, "a click beside all controls stays one").toHaveFocus();
    await user.keyboard("{ArrowDown}");
    await hasFocus("Row");
  });
});
