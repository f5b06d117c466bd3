import { Button, Tooltip, VisuallyHidden } from "@mantine/core";
import { type ReactNode, useId } from "react";
import { type Drawing, Icon } from "../../../components/Icon";

interface ReasonedButtonProps {
  /** Why it cannot be done; absent: it can. */
  reason: string | undefined;
  icon?: Drawing;
  size?: "xs" | "sm";
  onClick: () => void;
  children: ReactNode;
}

/** A button that stays where it is when it cannot be used, takes the focus, and says why. */
export function ReasonedButton({ reason, icon, size, onClick, children }: ReasonedButtonProps) {
  const id = useId();
  return (
    <Tooltip label={reason} disabled={!reason}>
      <Button
        size={size}
        leftSection={icon && <Icon of={icon} size={14} />}
        data-disabled={reason ? true : undefined}
        aria-disabled={reason ? true : undefined}
        aria-describedby={reason ? id : undefined}
        onClick={() => !reason && onClick()}
      >
        {children}
        {reason && <VisuallyHidden id={id}>{reason}</VisuallyHidden>}
      </Button>
    </Tooltip>
  );
}
