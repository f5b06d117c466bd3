import { IconCut, IconKeyboard, IconServer2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Hit } from "../../api/bindings";
import { requestsQuery } from "../../api/queries";
import { thingLink } from "../entities/address";
import { kindIcons } from "../entities/kinds";
import { anyName } from "../entities/names";
import { recentsQuery, searchQuery } from "../entities/queries";
import { type Found, type FoundGroup, hasDigit } from "./found";
import { palette } from "./palette";
import { useAsking } from "./useAsking";
import { useHits } from "./useHits";
import { useJobsAndPages } from "./useJobsAndPages";

/** Shorter ones are neither asked for nor used as numbers. */
const SHORTEST = 3;
const FEW = 4;

/**
 * What fits the typed text, by kind. Numbers are looked up on this computer at each key, so it works offline. All of it
 * is of one text: it is drawn once, with the numbers.
 */
export function useFound(typed: string, open: boolean) {
  const { t } = useTranslation(["home", "things"]);
  const wanted = typed.trim();
  const navigate = useNavigate();
  const { ofHit } = useHits();
  const search = useQuery({ ...searchQuery(wanted), enabled: wanted !== "" });
  const text = wanted === "" ? "" : (search.data?.text ?? wanted);
  const asking = useAsking(wanted);
  const { jobs, pages } = useJobsAndPages(text);
  const lately = useLately(open && text === "");

  const found = text === "" ? undefined : search.data;
  const answer = asking.current?.state === "answered" ? asking.current.answer : undefined;
  const hits = unique([...(answer?.hits ?? []), ...(found?.hits ?? [])]);
  const busy = asking.current?.state === "busy";

  const offers: Found[] = [];
  if (busy) {
    offers.push({
      key: "asking",
      name: t("home:askingServer", { text }),
      about: "",
      keys: "Esc",
      icon: IconServer2,
      disabled: true,
      open: () => undefined,
    });
  } else if (text.length >= SHORTEST && !answer) {
    offers.push({
      key: "ask",
      name: t("home:askServer", { text }),
      about: "",
      keys: "Ctrl+Enter",
      icon: IconServer2,
      stays: true,
      open: () => void asking.ask(),
    });
  }
  const eleven = found?.eleven;
  if (eleven) {
    offers.push({
      key: "eleven",
      name: t("home:useEleven", { eleven }),
      about: t("home:useElevenNote"),
      icon: IconCut,
      stays: true,
      open: () => palette.set({ open: true, text: eleven, enter: false }),
    });
  }

  const typedKind = found?.looksLike ?? "item";
  const asTyped: Found[] =
    text.length >= SHORTEST && hasDigit(text)
      ? [
          {
            key: "typed",
            name: t("home:asTyped", { text }),
            about: t(`things:kinds.${typedKind}`),
            icon: typedKind === "item" ? IconKeyboard : kindIcons[typedKind],
            open: () => void navigate(thingLink(anyName(typedKind, text))),
          },
        ]
      : [];

  const numbers = { label: t("home:foundNumbers"), found: text === "" ? lately : [...hits.map(ofHit), ...offers] };
  const rest = [
    { label: t("home:foundJobs"), found: jobs },
    { label: t("home:foundPages"), found: pages },
  ];
  const typedGroup = { label: t("home:foundTyped"), found: asTyped };
  // A number is looked for among numbers; words name a job.
  const groups: FoundGroup[] = hasDigit(text) || text === "" ? [numbers, ...rest] : [...rest, numbers];

  return {
    groups: [...groups, typedGroup],
    /** What is listed belongs to what is typed now. */
    settled: wanted === "" || (!search.isFetching && !search.isPlaceholderData),
    asking: { busy, ask: asking.ask, giveUp: asking.giveUp },
    said: {
      nothing: answer !== undefined && answer.hits.length === 0 && answer.problem === null,
      problem: asking.current?.state === "failed" ? asking.current.problem : (answer?.problem ?? search.error),
    },
  };
}

/** Before anything is typed: what was used last. */
function useLately(shown: boolean): Found[] {
  const { ofHit, ofThing } = useHits();
  const { data: recents } = useQuery({ ...recentsQuery, enabled: shown });
  const { data: requests } = useQuery({ ...requestsQuery({ limit: FEW }), enabled: shown });
  return [
    ...[...(recents?.pinned ?? []), ...(recents?.recent ?? [])].slice(0, FEW).map((thing) => ofThing(thing)),
    ...(requests?.rows ?? []).map((row) => ofHit({ what: "request", row, exact: false })),
  ];
}

const keyOf = (hit: Hit) => (hit.what === "thing" ? `thing ${hit.thing.key}` : `request ${hit.row.key}`);

/** What the server told just now stands for what was known of the same thing before. */
function unique(hits: Hit[]): Hit[] {
  const seen = new Set<string>();
  return hits.filter((hit) => {
    const isNew = !seen.has(keyOf(hit));
    seen.add(keyOf(hit));
    return isNew;
  });
}
