import { useEffect, useRef } from "react";

/** Puts the focus on a row's link once the row is drawn: on the first one, after a move, and when another row went. */
export function useOutboxFocus(list: HTMLElement | null, first: string | undefined) {
  const wanted = useRef<string>(undefined);
  const begun = useRef(false);
  useEffect(() => {
    if (!begun.current && first !== undefined) {
      begun.current = true;
      wanted.current = first;
    }
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
