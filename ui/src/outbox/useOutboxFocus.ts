import { useEffect, useRef } from "react";

/** Puts the focus on a row's link once the row is drawn: after a move, and when another row went. */
export function useOutboxFocus(list: HTMLElement | null) {
  const wanted = useRef<string>(undefined);
  useEffect(() => {
    if (wanted.current === undefined) return;
    const link = list?.querySelector<HTMLElement>(`[data-row="${CSS.escape(wanted.current)}"] a`);
    if (!link) return;
    wanted.current = undefined;
    link.focus();
  });
  return (key: string | undefined) => {
    wanted.current = key;
  };
}
