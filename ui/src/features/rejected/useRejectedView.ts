import { useDebouncedCallback, useThrottledCallback } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useDates, useNow } from "../../state/dates";
import { filterOf, type RejectedPageView, searchOf, viewOf } from "./rejectedView";

/** The first key press queries at once; of those that follow within this time, the last one does. */
const BETWEEN_QUERIES = 40;
/** WebKit accepts 100 changes of the address in 30 seconds, and arrow keys and typing are faster. */
const BETWEEN_ADDRESSES = 350;

/**
 * The view in the address, together with typed text and the group reached by arrows that are not in the address yet.
 */
export function useRejectedView() {
  const search = useSearch({ strict: false });
  const { key } = useParams({ strict: false });
  const navigate = useNavigate();
  const address = useMemo(() => viewOf(search), [search]);
  const [view, setView] = useState(address);
  /** The text in the query; the text in the field may be newer. */
  const [applied, setApplied] = useState(address.text);
  const written = JSON.stringify(searchOf(address));
  const ours = useRef(written);

  const dates = useDates();
  const minute = useNow(60_000);
  const day = view.period === null ? 0 : dates.dayStart(minute);
  const { show, period, assignee } = view;
  const filter = useMemo(
    () => filterOf({ ...viewOf({}), show, period, assignee, text: applied }, dates, day),
    [show, period, assignee, applied, dates, day],
  );

  function go(next: RejectedPageView, opened: string | undefined) {
    const to = opened === undefined ? "/rejected" : "/rejected/$key";
    ours.current = JSON.stringify(searchOf(next));
    return navigate({ to, params: { key: opened }, search: searchOf(next), replace: opened === key });
  }
  const apply = useThrottledCallback(setApplied, BETWEEN_QUERIES);
  const write = useDebouncedCallback((next: RejectedPageView) => void go(next, key), BETWEEN_ADDRESSES);

  // The address also changes from outside: Back, or a link.
  useEffect(() => {
    if (written === ours.current) return;
    ours.current = written;
    setView(address);
    setApplied(address.text);
  }, [written, address]);

  return {
    view,
    filter,
    opened: key,
    type(text: string) {
      setView({ ...view, text });
      apply(text);
      write({ ...view, text });
    },
    /** Shows a group at once; the address follows when the arrow keys rest. */
    walk(group: string) {
      setView({ ...view, group });
      write({ ...view, group });
    },
    show(part: Partial<RejectedPageView>) {
      const next = { ...view, ...part };
      write.cancel();
      setView(next);
      setApplied(next.text);
      void go(next, key);
    },
    /** Opens a request beside the list; `undefined` closes it. */
    open(opened: string | undefined, group = view.group) {
      write.cancel();
      setView({ ...view, group });
      return go({ ...view, group }, opened);
    },
  };
}
