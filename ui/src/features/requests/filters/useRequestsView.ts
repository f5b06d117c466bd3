import { useDebouncedCallback, useThrottledCallback } from "@mantine/hooks";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import { queryClient } from "../../../api/queries";
import { useStableCallback } from "../../../components/useStableCallback";
import { useDates, useNow } from "../../../state/dates";
import { firstWindow } from "../table/useRequestRows";
import { filterOf, type RequestsView, searchOf, viewOf } from "./requestsView";

/** The first key press queries at once; of those that follow within this time, the last one does. */
const QUERY_THROTTLE_MS = 40;
/** WebKit accepts 100 changes of the address in 30 seconds, and typing is faster. */
const ADDRESS_DEBOUNCE_MS = 350;

/** The view in the address, together with typed text that is not in the address yet. */
export function useRequestsView() {
  const search = useSearch({ strict: false });
  const { key } = useParams({ strict: false });
  const navigate = useNavigate();
  const address = useMemo(() => viewOf(search), [search]);
  /** The text of the shown list: a key press is rendered together with its rows, not once before them. */
  const [shown, setShown] = useState(address.text);
  /** The text for the field whenever it comes from elsewhere. */
  const [given, setGiven] = useState({ text: address.text });
  const typed = useRef(address.text);
  const ours = useRef(address.text);
  const turns = useRef({ asked: 0, shown: 0 });

  const view = useMemo(() => ({ ...address, text: shown }), [address, shown]);
  const dates = useDates();
  const minute = useNow(60_000);
  const { made } = address;
  const day = made === null ? 0 : dates.dayStart(minute);
  const askedFor = (one: RequestsView) => ({
    filter: filterOf(one, dates, day),
    sort: one.sort,
    ascending: one.ascending,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is made of these alone
  const asked = useMemo(() => askedFor(view), [view, dates, day]);

  function go(next: RequestsView, opened: string | undefined, replace = opened === key) {
    ours.current = next.text;
    const to = opened === undefined ? "/requests" : "/requests/$key";
    return navigate({ to, params: { key: opened }, search: searchOf(next), replace });
  }
  function put(text: string) {
    turns.current.asked += 1;
    turns.current.shown = turns.current.asked;
    typed.current = text;
    setShown(text);
    setGiven({ text });
  }
  const look = useThrottledCallback(async (text: string) => {
    turns.current.asked += 1;
    const turn = turns.current.asked;
    // Errors are shown by the page, which runs the same query.
    await queryClient.prefetchQuery(firstWindow(askedFor({ ...address, text })));
    // A newer answer is already shown.
    if (turn < turns.current.shown) return;
    turns.current.shown = turn;
    setShown(text);
  }, QUERY_THROTTLE_MS);
  const write = useDebouncedCallback((text: string) => void go({ ...address, text }, key), ADDRESS_DEBOUNCE_MS);

  // The address also changes from outside: Back, a link, a saved view.
  const follow = useStableCallback(put);
  useEffect(() => {
    if (address.text === ours.current) return;
    ours.current = address.text;
    follow(address.text);
  }, [address.text, follow]);

  return {
    view,
    asked,
    opened: key,
    given,
    type: useStableCallback((text: string) => {
      typed.current = text;
      look(text);
      write(text);
    }),
    show: useStableCallback((next: RequestsView) => {
      write.cancel();
      put(next.text);
      void go(next, key);
    }),
    /** Changes parts of the view. */
    change: useStableCallback((part: Partial<RequestsView>) => {
      write.cancel();
      const next = { ...address, text: typed.current, ...part };
      put(next.text);
      void go(next, key);
    }),
    /** Opens a request beside the list; `undefined` closes it. */
    open: useStableCallback((opened: string | undefined) => {
      write.cancel();
      return go({ ...address, text: typed.current }, opened);
    }),
    /** Shows another request in the open pane; Back still leads to what was before it. */
    walk: useStableCallback((opened: string) => {
      write.cancel();
      return go({ ...address, text: typed.current }, opened, true);
    }),
  };
}
