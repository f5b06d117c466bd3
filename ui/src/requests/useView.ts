import { useDebouncedCallback, useThrottledCallback } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { useNow } from "../desk/clock";
import { useDates } from "../desk/dates";
import { filterOf, searchOf, type View, viewOf } from "./view";

/** The first key is looked for at once; of those that follow within this time, the last one. */
const BETWEEN_QUERIES = 40;
/** WebKit takes a hundred changes of the address in half a minute, and somebody types faster. */
const BETWEEN_ADDRESSES = 350;

/** The view of the address, with what is typed and is not in it yet. */
export function useView() {
  const search = useSearch({ strict: false });
  const { key } = useParams({ strict: false });
  const navigate = useNavigate();
  const address = useMemo(() => viewOf(search), [search]);
  /** In the field. */
  const [text, setText] = useState(address.text);
  /** In the query. */
  const [applied, setApplied] = useState(address.text);
  const ours = useRef(address.text);

  const view = useMemo(() => ({ ...address, text }), [address, text]);
  const dates = useDates();
  const minute = useNow(60_000);
  const { made } = address;
  const day = made === null ? 0 : dates.dayStart(minute);
  const filter = useMemo(() => filterOf({ ...address, text: applied }, dates, day), [address, applied, dates, day]);

  function go(next: View, opened: string | undefined) {
    ours.current = next.text;
    const to = opened === undefined ? "/requests" : "/requests/$key";
    return navigate({ to, params: { key: opened }, search: searchOf(next), replace: opened === key });
  }
  const apply = useThrottledCallback(setApplied, BETWEEN_QUERIES);
  const write = useDebouncedCallback((typed: string) => void go({ ...address, text: typed }, key), BETWEEN_ADDRESSES);

  // The address can change by itself: a step back, a link, a saved view.
  useEffect(() => {
    if (address.text === ours.current) return;
    ours.current = address.text;
    setText(address.text);
    setApplied(address.text);
  }, [address.text]);

  return {
    view,
    filter,
    opened: key,
    type(typed: string) {
      setText(typed);
      apply(typed);
      write(typed);
    },
    show(next: View) {
      write.cancel();
      setText(next.text);
      setApplied(next.text);
      void go(next, key);
    },
    /** Opens a request beside the list, or none. */
    open(opened: string | undefined) {
      write.cancel();
      return go(view, opened);
    },
  };
}
