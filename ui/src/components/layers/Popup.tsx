import { Popover, type PopoverProps } from "@mantine/core";
import { useLayer } from "./layers";

interface PopupProps extends Omit<PopoverProps, "closeOnEscape" | "trapFocus" | "returnFocus"> {
  opened: boolean;
  onChange: (opened: boolean) => void;
}

/** A popover with controls. Esc closes it while it is the top layer, and the focus stays in it as in a dialog. */
export function Popup({ opened, onChange, ...props }: PopupProps) {
  useLayer(() => onChange(false), opened);
  return <Popover opened={opened} onChange={onChange} closeOnEscape={false} trapFocus {...props} />;
}
