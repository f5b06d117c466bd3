import { Button, Popover } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type Drawing, Icon } from "../../../components/Icon";
import classes from "./actions.module.css";

interface MarkPopoverProps {
  icon: Drawing;
  label: string;
  /** The form; it is given what closes it. */
  children: (close: () => void) => ReactNode;
}

/** A small form below its button. Esc closes it, and the focus is on the button again. */
export function MarkPopover({ icon, label, children }: MarkPopoverProps) {
  const [opened, setOpened] = useState(false);
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="bottom-start"
      width={296}
      // A tall form may cover its button rather than leave the window.
      middlewares={{ flip: true, shift: { crossAxis: true, padding: 8 } }}
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          leftSection={<Icon of={icon} size={14} />}
          aria-haspopup="dialog"
          onClick={() => setOpened(!opened)}
        >
          {label}
        </Button>
      </Popover.Target>
      <Popover.Dropdown className={classes.form} aria-label={label}>
        {children(() => setOpened(false))}
      </Popover.Dropdown>
    </Popover>
  );
}
