import type { ReactNode } from "react";
import { Kbd } from "./Kbd";

/** What a key does in the list above. The help sheet lists it too. */
export function KeyHint({ keys, children }: { keys: string; children: ReactNode }) {
  return (
    <span data-keys={keys}>
      <Kbd keys={keys} /> {children}
    </span>
  );
}
