import { IconChevronRight } from "@tabler/icons-react";
import { type ReactNode, useId, useState } from "react";
import { Icon } from "../../../components/Icon";
import classes from "./Disclosure.module.css";

interface DisclosureProps {
  title: string;
  className?: string;
  children: ReactNode;
}

/** A part that is shown on demand. Its title is a button: `summary` has no role for screen readers in the web view. */
export function Disclosure({ title, className, children }: DisclosureProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  return (
    <div className={className} data-disclosure>
      <button
        type="button"
        className={classes.title}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        <Icon of={IconChevronRight} size={14} className="icon-mirrors" />
        {title}
      </button>
      <div id={id} hidden={!open}>
        {children}
      </div>
    </div>
  );
}
