import { useState } from "react";

/** Whether a part of a page is unfolded, in this window's own storage: a matter of taste, and no loss if it goes. */
export function useRemembered(name: string, usual: boolean): [boolean, (is: boolean) => void] {
  const [is, set] = useState(() => {
    try {
      return (window.localStorage.getItem(name) ?? String(usual)) === "true";
    } catch {
      // Storage can be switched off.
      return usual;
    }
  });
  return [
    is,
    (next) => {
      set(next);
      try {
        window.localStorage.setItem(name, String(next));
      } catch {
        // Then it is remembered until the page is left.
      }
    },
  ];
}
